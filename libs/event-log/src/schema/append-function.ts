/**
 * The append: one call, one round trip, one transaction for many atoms. An atom is all or nothing: a unit alone (the
 * command path) or a group of units with its cursors (the consumer path). Arrays describe rows by column; `unit` and
 * `atom` columns point into them, from 1.
 *
 * The order of locks is the same in every call, so calls wait for each other but never in a circle: command ids,
 * cursors, streams, balances (each sorted), and the head last, because whoever holds it holds up every other append.
 *
 * Units are decided one after another in memory, on what the units before left. A set-based update would apply only
 * one of two units that touch the same row. So there is no savepoint either: what an atom changed is put back.
 *
 * Status of a unit: 0 appended, 1 repeated command, 2 version conflict, 3 balance conflict, 5 fell with its atom.
 * Status of an atom: 0 appended, 2 and 3 as its unit (detail = that unit), 4 cursor conflict (detail = that cursor).
 */
export function appendFunctionSql(schema: string): string {
  return `
create or replace function ${schema}.append(
  atom_sizes int[],
  unit_stream int[], unit_expected int[], unit_events int[], unit_command text, unit_result text, unit_posting int[],
  stream_ids text, stream_keys text,
  event_unit int[], event_seq int[], event_ids text, event_stream text, event_key text, event_partition int[],
  event_type text, event_schema int[], event_data text, event_meta text,
  balance_owner text, balance_account text, posting_balance int[], posting_delta bigint[],
  cursor_atom int[], cursor_group text, cursor_source text, cursor_partition int[], cursor_from bigint[],
  cursor_to bigint[], cursor_event text,
  document_unit int[], document_collection text, document_ids text, document_body text,
  timer_unit int[], timer_ids text, timer_kind text, timer_key text, timer_due_ms bigint[], timer_data text, timer_meta text,
  job_unit int[], job_ids text, job_kind text, job_key text, job_run_ms bigint[], job_data text, job_meta text,
  out atom_status int[], out atom_detail int[], out unit_status int[], out unit_version int[], out unit_position bigint[],
  out unit_stored text[], out head_position bigint
) language plpgsql as $function$
declare
  units constant int := coalesce(cardinality(unit_stream), 0);
  atoms constant int := cardinality(atom_sizes);
  commands text[]; fresh boolean[]; ids text[];
  versions int[]; stored_versions int[]; saved_versions int[];
  amounts bigint[]; stored_amounts bigint[]; saved_amounts bigint[];
  unit_offset int[]; offset_now int := 0; saved_offset int;
  atom int := 0; size int; unit int := 0; first int; last int; s int; p int; bad int; blamed int;
  partition_last bigint[]; now_at timestamptz;
begin
  unit_status := array_fill(0, array[units]);
  unit_version := array_fill(0, array[units]);
  unit_offset := array_fill(0, array[units]);
  atom_status := array_fill(0, array[atoms]);
  atom_detail := array_fill(0, array[atoms]);

  if unit_command is not null then
    commands := ${schema}.split(unit_command);
    with inserted as (
      insert into ${schema}.commands (command_id, result)
      select c.id, c.result::json from unnest(commands, ${schema}.split(unit_result)) c(id, result)
      where c.id is not null order by c.id
      on conflict do nothing returning command_id
    )
    select array_agg(c.id is null or i.command_id is not null order by c.n) into fresh
    from unnest(commands) with ordinality c(id, n) left join inserted i on i.command_id = c.id;
    if not true = all (fresh) then
      select array_agg(case when fresh[c.n] then null else k.result::text end order by c.n) into unit_stored
      from unnest(commands) with ordinality c(id, n) left join ${schema}.commands k on k.command_id = c.id;
    end if;
  end if;

  if cursor_atom is not null then
    insert into ${schema}.cursors (consumer_group, source, partition, position)
    select c.g, c.s, c.p, 0
    from unnest(${schema}.split(cursor_group), ${schema}.split(cursor_source), cursor_partition, cursor_from) c(g, s, p, f)
    where c.f = 0 order by c.g, c.s, c.p
    on conflict do nothing;
    for atom, p in
      with locked as materialized (
        select c.a as atom, c.n::int as n, c.f, k.position
        from unnest(cursor_atom, ${schema}.split(cursor_group), ${schema}.split(cursor_source), cursor_partition, cursor_from)
          with ordinality c(a, g, s, p, f, n)
        join ${schema}.cursors k on k.consumer_group = c.g and k.source = c.s and k.partition = c.p
        order by k.consumer_group, k.source, k.partition
        for update of k
      )
      select l.atom, l.n from locked l where l.position <> l.f
    loop
      atom_status[atom] := 4;
      atom_detail[atom] := p;
    end loop;
    atom := 0;
  end if;

  if stream_ids is not null then
    ids := ${schema}.split(stream_ids);
    -- A new stream is written once, with the version it will have if all its units are accepted; unseen until then.
    with wanted as (
      select w.id, w.k, w.n::int from unnest(ids, ${schema}.split(stream_keys)) with ordinality w(id, k, n)
    ), planned as (
      select u.s as n, sum(u.e)::int as version from unnest(unit_stream, unit_events) u(s, e) group by u.s
    ), created as (
      insert into ${schema}.streams as t (stream_id, key, version)
      select w.id, w.k, p.version from wanted w join planned p using (n) order by w.id
      on conflict do nothing returning t.stream_id, t.version
    )
    select array_agg(c.version order by w.n) into stored_versions
    from wanted w left join created c on c.stream_id = w.id;
    if array_position(stored_versions, null) is null then
      versions := array_fill(0, array[cardinality(ids)]);
    else
      with locked as materialized (
        select t.stream_id, t.version from ${schema}.streams t
        where t.stream_id = any (array(select w.id from unnest(ids, stored_versions) w(id, v) where w.v is null))
        order by t.stream_id for update
      )
      select array_agg(coalesce(l.version, 0) order by w.n), array_agg(coalesce(l.version, stored_versions[w.n]) order by w.n)
      into versions, stored_versions
      from unnest(ids) with ordinality w(id, n) left join locked l on l.stream_id = w.id;
    end if;
  end if;

  if balance_owner is not null then
    insert into ${schema}.balances (owner, account, amount)
    select b.o, b.a, 0 from unnest(${schema}.split(balance_owner), ${schema}.split(balance_account)) b(o, a)
    where not exists (select from ${schema}.balances k where k.owner = b.o and k.account = b.a)
    order by b.o, b.a
    on conflict do nothing;
    with locked as materialized (
      select k.amount, b.n
      from unnest(${schema}.split(balance_owner), ${schema}.split(balance_account)) with ordinality b(o, a, n)
      join ${schema}.balances k on k.owner = b.o and k.account = b.a
      order by k.owner, k.account
      for update of k
    )
    select array_agg(l.amount order by l.n) into amounts from locked l;
    stored_amounts := amounts;
  end if;

  foreach size in array atom_sizes loop
    atom := atom + 1;
    first := unit + 1;
    last := unit + size;
    bad := atom_status[atom];
    blamed := atom_detail[atom];
    if bad = 0 then
      if size > 1 then
        saved_versions := versions;
        saved_amounts := amounts;
        saved_offset := offset_now;
      end if;
      for unit in first..last loop
        if fresh is not null and not fresh[unit] then
          unit_status[unit] := 1;
          continue;
        end if;
        s := unit_stream[unit];
        if s > 0 and unit_expected[unit] >= 0 and versions[s] <> unit_expected[unit] then
          bad := 2; blamed := unit;
          unit_version[unit] := versions[s];
          exit;
        end if;
        if posting_balance is not null then
          for p in unit_posting[unit] + 1 .. unit_posting[unit + 1] loop
            if amounts[posting_balance[p]] + posting_delta[p] < 0 then
              bad := 3; blamed := unit;
              unit_version[unit] := posting_balance[p];
              exit;
            end if;
          end loop;
          exit when bad <> 0;
          for p in unit_posting[unit] + 1 .. unit_posting[unit + 1] loop
            amounts[posting_balance[p]] := amounts[posting_balance[p]] + posting_delta[p];
          end loop;
        end if;
        unit_offset[unit] := offset_now;
        if s > 0 then
          versions[s] := versions[s] + unit_events[unit];
          unit_version[unit] := versions[s];
          offset_now := offset_now + unit_events[unit];
        end if;
      end loop;
      if bad <> 0 and size > 1 then
        versions := saved_versions;
        amounts := saved_amounts;
        offset_now := saved_offset;
      end if;
    end if;
    if bad <> 0 then
      atom_status[atom] := bad;
      atom_detail[atom] := blamed;
      for p in first..last loop
        if bad = 4 or p <> blamed then
          unit_status[p] := case when unit_status[p] = 1 then 1 else 5 end;
        else
          unit_status[p] := bad;
        end if;
      end loop;
    end if;
    unit := last;
  end loop;

  if fresh is not null and 0 <> any (atom_status) then
    delete from ${schema}.commands where command_id in (
      select c.id from unnest(commands, fresh, unit_status) c(id, fresh, status)
      where c.id is not null and c.fresh and c.status > 1
    );
  end if;

  if stored_versions is not null then
    update ${schema}.streams t set version = w.version
    from unnest(ids, versions, stored_versions) w(id, version, stored)
    where t.stream_id = w.id and w.version <> w.stored;
  end if;

  if amounts is not null then
    update ${schema}.balances k set amount = b.amount
    from unnest(${schema}.split(balance_owner), ${schema}.split(balance_account), amounts, stored_amounts) b(o, a, amount, stored)
    where k.owner = b.o and k.account = b.a and b.amount <> b.stored;
  end if;

  if cursor_atom is not null then
    update ${schema}.cursors k set position = c.t, event_id = c.e::uuid
    from unnest(cursor_atom, ${schema}.split(cursor_group), ${schema}.split(cursor_source), cursor_partition, cursor_to,
      ${schema}.split(cursor_event)) c(a, g, s, p, t, e)
    where k.consumer_group = c.g and k.source = c.s and k.partition = c.p and atom_status[c.a] = 0;
  end if;

  if document_unit is not null then
    with latest as (
      select distinct on (d.c, d.i) d.c, d.i, d.b
      from unnest(document_unit, ${schema}.split(document_collection), ${schema}.split(document_ids), ${schema}.split(document_body))
        with ordinality d(u, c, i, b, n)
      where unit_status[d.u] = 0
      order by d.c, d.i, d.n desc
    ), removed as (
      delete from ${schema}.documents k using latest l where k.collection = l.c and k.id = l.i and l.b is null
    )
    insert into ${schema}.documents (collection, id, body)
    select l.c, l.i, l.b::json from latest l where l.b is not null order by l.c, l.i
    on conflict (collection, id) do update set body = excluded.body;
  end if;

  now_at := clock_timestamp();
  if timer_unit is not null then
    with latest as (
      select distinct on (t.i) t.i, t.kind, t.key, t.ms, t.d, t.m
      from unnest(timer_unit, ${schema}.split(timer_ids), ${schema}.split(timer_kind), ${schema}.split(timer_key), timer_due_ms,
        ${schema}.split(timer_data), ${schema}.split(timer_meta)) with ordinality t(u, i, kind, key, ms, d, m, n)
      where unit_status[t.u] = 0
      order by t.i, t.n desc
    ), cleared as (
      delete from ${schema}.timers k using latest l where k.timer_id = l.i and l.kind is null
    )
    insert into ${schema}.timers (timer_id, kind, key, due_at, data, meta)
    select l.i, l.kind, l.key, now_at + l.ms * interval '1 millisecond', l.d::json, l.m::json
    from latest l where l.kind is not null order by l.i
    on conflict (timer_id) do update
      set kind = excluded.kind, key = excluded.key, due_at = excluded.due_at, data = excluded.data, meta = excluded.meta;
  end if;

  if job_unit is not null then
    with latest as (
      select distinct on (j.i) j.i, j.kind, j.key, j.ms, j.d, j.m
      from unnest(job_unit, ${schema}.split(job_ids), ${schema}.split(job_kind), ${schema}.split(job_key), job_run_ms,
        ${schema}.split(job_data), ${schema}.split(job_meta)) with ordinality j(u, i, kind, key, ms, d, m, n)
      where unit_status[j.u] = 0
      order by j.i, j.n desc
    ), completed as (
      delete from ${schema}.jobs k using latest l where k.job_id = l.i and l.kind is null
    )
    insert into ${schema}.jobs (job_id, kind, key, run_at, data, meta)
    select l.i, l.kind, l.key, now_at + l.ms * interval '1 millisecond', l.d::json, l.m::json
    from latest l where l.kind is not null order by l.i
    on conflict (job_id) do nothing;
  end if;

  if offset_now = 0 then
    select h.position into head_position from ${schema}.head h;
  else
    select h.position, h.partition_positions into head_position, partition_last from ${schema}.head h for update;
    -- Read after the head is held, so that time follows position.
    now_at := clock_timestamp();
    with written as (
      insert into ${schema}.events (position, stream_id, version, event_id, key, partition, prev, type, schema_version,
        recorded_at, data, meta)
      select e.position, e.stream, e.version, e.id::uuid, e.key, e.part,
        coalesce(lag(e.position) over (partition by e.part order by e.position), partition_last[e.part + 1]),
        e.type, e.schema, now_at, e.data::json, e.meta::json
      from (
        select head_position + unit_offset[w.unit] + w.seq as position,
          w.stream, unit_version[w.unit] - unit_events[w.unit] + w.seq as version,
          w.id, w.key, w.part, w.type, w.schema, w.data, w.meta
        from unnest(event_unit, event_seq, ${schema}.split(event_ids), ${schema}.split(event_stream), ${schema}.split(event_key),
          event_partition, ${schema}.split(event_type), event_schema, ${schema}.split(event_data), ${schema}.split(event_meta))
          w(unit, seq, id, stream, key, part, type, schema, data, meta)
        where unit_status[w.unit] = 0
      ) e
      returning position, partition
    )
    select array_agg(coalesce(w.last, k.last) order by k.n) into partition_last
    from unnest(partition_last) with ordinality k(last, n)
    left join (select partition + 1 as n, max(position) as last from written group by 1) w using (n);
    update ${schema}.head h set position = head_position + offset_now, partition_positions = partition_last;
    select array_agg(case when u.s = 0 and u.n > 0 then head_position + u.o + 1 else 0 end order by u.i) into unit_position
    from unnest(unit_status, unit_events, unit_offset) with ordinality u(s, n, o, i);
    head_position := head_position + offset_now;
  end if;
end
$function$`;
}

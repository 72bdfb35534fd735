/** Command ids first: a repeat of one that another call is deciding waits here for its outcome. */
export function lockCommandsSql(schema: string): string {
  return `
  if unit_command is not null then
    commands := ${schema}.split(unit_command);
    with inserted as (
      insert into ${schema}.commands (command_id, result)
      select c.id, c.result::json from unnest(commands, ${schema}.split(unit_result)) c(id, result)
      where c.id is not null order by c.id collate "C"
      on conflict do nothing returning command_id
    )
    select array_agg(i.command_id) into inserted_commands from inserted i;
    if cardinality(array_remove(commands, null)) > coalesce(cardinality(inserted_commands), 0) then
      select array_agg(c.fresh order by c.n),
        array_agg(case when not c.fresh then (select k.result::text from ${schema}.commands k where k.command_id = c.id) end
          order by c.n)
      into fresh, unit_stored
      from (
        select w.id, w.n, w.id is null or w.id = any (inserted_commands) is true as fresh
        from unnest(commands) with ordinality w(id, n)
      ) c;
    end if;
  end if;`;
}

/**
 * A cursor that isn't where the atom says, isn't moved under the lease that holds, or isn't there at all, fails the
 * atom. One at 0 is created.
 */
export function lockCursorsSql(schema: string): string {
  return `
  if cursor_atom is not null then
    insert into ${schema}.cursors (consumer_group, source, partition, position)
    select c.g, c.s, c.p, 0
    from unnest(${schema}.split(cursor_group), ${schema}.split(cursor_source), cursor_partition, cursor_from) c(g, s, p, f)
    where c.f = 0 order by c.g collate "C", c.s collate "C", c.p
    on conflict do nothing;
    for atom, p in
      with locked as materialized (
        select c.n, l.position, l.epoch
        from (
          select * from unnest(${schema}.split(cursor_group), ${schema}.split(cursor_source), cursor_partition)
            with ordinality w(g, s, p, n)
          order by w.g collate "C", w.s collate "C", w.p
        ) c
        cross join lateral (
          select k.position, k.epoch from ${schema}.cursors k
          where k.consumer_group = c.g and k.source = c.s and k.partition = c.p
          for update
        ) l
      )
      select c.a, c.n::int from unnest(cursor_atom, cursor_from, cursor_epoch) with ordinality c(a, f, e, n)
      left join locked l on l.n = c.n
      where l.position is distinct from c.f or l.epoch is distinct from c.e
    loop
      atom_status[atom] := 4;
      atom_detail[atom] := p;
    end loop;
    atom := 0;
  end if;`;
}

/** A parked event that somebody else has handled or discarded meanwhile fails the atom that would handle it. */
export function lockParkedSql(schema: string): string {
  return `
  if parked_atom is not null then
    for parked in
      select c.a, c.g, c.s, c.p, c.n::int as n
      from unnest(parked_atom, ${schema}.split(parked_group), ${schema}.split(parked_source), parked_position,
        ${schema}.split(parked_event)) with ordinality c(a, g, s, p, e, n)
      where c.e is null order by c.g collate "C", c.s collate "C", c.p
    loop
      perform from ${schema}.parked_events k
      where k.consumer_group = parked.g and k.source = parked.s and k.position = parked.p for update;
      if not found and atom_status[parked.a] = 0 then
        atom_status[parked.a] := 9;
        atom_detail[parked.a] := parked.n;
      end if;
    end loop;
  end if;`;
}

/**
 * A new stream is written once, with the version it will have if all its units are accepted; nobody sees it until
 * then. The ids come sorted by their bytes, as the rows are, so that sorting what was found gives the places.
 */
export function lockStreamsSql(schema: string): string {
  return `
  if stream_ids is not null then
    ids := ${schema}.split(stream_ids);
    with created as (
      insert into ${schema}.streams as t (stream_id, key, version)
      select w.id, w.k, w.v from unnest(ids, ${schema}.split(stream_keys), stream_events) w(id, k, v)
      order by w.id collate "C"
      on conflict do nothing returning t.stream_id, t.key, t.version
    )
    select array_agg(c.stream_id), array_agg(c.key), array_agg(c.version) into created_ids, created_keys, created_versions
    from created c;
    if cardinality(created_ids) = cardinality(ids) then
      versions := array_fill(0, array[cardinality(ids)]);
      stored_versions := stream_events;
    else
      with locked as materialized (
        select t.stream_id, t.key, t.version from ${schema}.streams t
        where t.stream_id = any (array(select unnest(ids) except select unnest(created_ids)))
        order by t.stream_id for update
      )
      select array_agg(a.version), array_agg(a.stored), array_agg(a.key) into versions, stored_versions, keys
      from (
        select l.stream_id, l.key, l.version, l.version as stored from locked l
        union all
        select c.id collate "C", c.k collate "C", 0, c.v
        from unnest(created_ids, created_keys, created_versions) c(id, k, v)
        order by 1
      ) a;
      if keys = ${schema}.split(stream_keys) then
        keys := null;
      else
        wanted_keys := ${schema}.split(stream_keys);
      end if;
    end if;
  end if;`;
}

/** Like streams, balances come sorted. */
export function lockBalancesSql(schema: string): string {
  return `
  if balance_owner is not null then
    insert into ${schema}.balances (owner, account, amount)
    select b.o, b.a, 0 from unnest(${schema}.split(balance_owner), ${schema}.split(balance_account)) b(o, a)
    order by b.o collate "C", b.a collate "C"
    on conflict do nothing;
    with locked as materialized (
      select l.amount, b.n
      from (
        select * from unnest(${schema}.split(balance_owner), ${schema}.split(balance_account)) with ordinality w(o, a, n)
        order by w.o collate "C", w.a collate "C"
      ) b
      cross join lateral (
        select k.amount from ${schema}.balances k where k.owner = b.o and k.account = b.a for update
      ) l
    )
    select array_agg(l.amount order by l.n) into amounts from locked l;
    stored_amounts := amounts;
  end if;`;
}

/**
 * Timers that are fired and jobs that are concluded must still be as they were read: what another process has set
 * again, fired or claimed meanwhile is no longer this one's to decide.
 */
export function lockScheduledSql(schema: string): string {
  return `
  if timer_fired is not null then
    perform from ${schema}.timers t where t.timer_id = any (${schema}.split(timer_ids)) order by t.timer_id for update;
    select array_agg(w.u), array_agg(w.n::int), array_agg(6) into gone_unit, gone_row, gone_status
    from unnest(timer_unit, ${schema}.split(timer_ids), ${schema}.split(timer_fired)) with ordinality w(u, i, at, n)
    where w.at is not null
      and w.at::timestamptz is distinct from (select t.due_at from ${schema}.timers t where t.timer_id = w.i);
  end if;
  if job_claim is not null then
    perform from ${schema}.jobs j where j.job_id = any (${schema}.split(job_ids)) order by j.job_id for update;
    select gone_unit || array_agg(w.u), gone_row || array_agg(w.n::int), gone_status || array_agg(7)
    into gone_unit, gone_row, gone_status
    from unnest(job_unit, ${schema}.split(job_ids), ${schema}.split(job_claim)) with ordinality w(u, i, claim, n)
    where w.claim is not null
      and w.claim is distinct from (select j.attempt || '/' || j.worker from ${schema}.jobs j where j.job_id = w.i);
  end if;`;
}

/** What is deleted is locked in one order with what is written; where all is written, writing it keeps the order. */
export function lockDocumentsSql(schema: string): string {
  return `
  if document_unit is not null and array_position(${schema}.split(document_body), null) is not null then
    with wanted as (
      select distinct w.c collate "C" as c, w.i collate "C" as i
      from unnest(${schema}.split(document_collection), ${schema}.split(document_ids)) w(c, i) order by 1, 2
    )
    select count(*) into p from wanted w cross join lateral (
      select from ${schema}.documents k where k.collection = w.c and k.id = w.i for update
    ) l;
  end if;`;
}

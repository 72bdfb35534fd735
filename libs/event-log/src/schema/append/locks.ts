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
      select array_agg(c.id is null or c.id = any (inserted_commands) is true order by c.n),
        array_agg(k.result::text order by c.n)
      into fresh, unit_stored
      from unnest(commands) with ordinality c(id, n)
      left join ${schema}.commands k on k.command_id = c.id and c.id = any (inserted_commands) is not true;
    end if;
  end if;`;
}

/** A cursor that isn't where the atom says, or not there at all, fails the atom. One at 0 is created. */
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
        select c.n, k.position
        from unnest(${schema}.split(cursor_group), ${schema}.split(cursor_source), cursor_partition)
          with ordinality c(g, s, p, n)
        join ${schema}.cursors k on k.consumer_group = c.g and k.source = c.s and k.partition = c.p
        order by k.consumer_group, k.source, k.partition
        for update of k
      )
      select c.a, c.n::int from unnest(cursor_atom, cursor_from) with ordinality c(a, f, n)
      left join locked l on l.n = c.n
      where l.position is distinct from c.f
    loop
      atom_status[atom] := 4;
      atom_detail[atom] := p;
    end loop;
    atom := 0;
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

export function lockBalancesSql(schema: string): string {
  return `
  if balance_owner is not null then
    insert into ${schema}.balances (owner, account, amount)
    select b.o, b.a, 0 from unnest(${schema}.split(balance_owner), ${schema}.split(balance_account)) b(o, a)
    where not exists (select from ${schema}.balances k where k.owner = b.o and k.account = b.a)
    order by b.o collate "C", b.a collate "C"
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
    left join ${schema}.timers t on t.timer_id = w.i
    where w.at is not null and t.due_at is distinct from w.at::timestamptz;
  end if;
  if job_claim is not null then
    perform from ${schema}.jobs j where j.job_id = any (${schema}.split(job_ids)) order by j.job_id for update;
    select gone_unit || array_agg(w.u), gone_row || array_agg(w.n::int), gone_status || array_agg(7)
    into gone_unit, gone_row, gone_status
    from unnest(job_unit, ${schema}.split(job_ids), ${schema}.split(job_claim)) with ordinality w(u, i, claim, n)
    left join ${schema}.jobs j on j.job_id = w.i
    where w.claim is not null and (j.attempt || '/' || j.worker) is distinct from w.claim;
  end if;`;
}

import { jobFailureSql } from '../job-history';

/** A command whose atom failed was not decided: its id is free again. */
export function freeCommandsSql(schema: string): string {
  return `
  if unit_command is not null and 0 <> any (atom_status) then
    delete from ${schema}.commands k where k.command_id = any (array(
      select c.id from unnest(commands, unit_status) with ordinality c(id, status, n)
      where c.id is not null and c.status > 1 and (fresh is null or fresh[c.n])
    ));
  end if;`;
}

/** All rows are there and locked. Written as an upsert, because an update could be planned to read the whole table. */
export function writeStreamsSql(schema: string): string {
  return `
  if stored_versions <> versions then
    insert into ${schema}.streams as t (stream_id, key, version)
    select w.id, w.k, w.v from unnest(ids, ${schema}.split(stream_keys), versions, stored_versions) w(id, k, v, stored)
    where w.v <> w.stored
    on conflict (stream_id) do update set version = excluded.version;
  end if;`;
}

export function writeBalancesSql(schema: string): string {
  return `
  if amounts <> stored_amounts then
    insert into ${schema}.balances (owner, account, amount)
    select b.o, b.a, b.amount
    from unnest(${schema}.split(balance_owner), ${schema}.split(balance_account), amounts, stored_amounts)
      b(o, a, amount, stored)
    where b.amount <> b.stored
    on conflict (owner, account) do update set amount = excluded.amount;
  end if;`;
}

export function writeCursorsSql(schema: string): string {
  return `
  if cursor_atom is not null then
    insert into ${schema}.cursors (consumer_group, source, partition, position, event_id)
    select c.g, c.s, c.p, c.t, c.e::uuid
    from unnest(cursor_atom, ${schema}.split(cursor_group), ${schema}.split(cursor_source), cursor_partition, cursor_to,
      ${schema}.split(cursor_event)) c(a, g, s, p, t, e)
    where atom_status[c.a] = 0
    on conflict (consumer_group, source, partition) do update set position = excluded.position, event_id = excluded.event_id;
  end if;`;
}

/** What was removed was locked before. The others wait in the order in which they are written: that of the call. */
export function writeParkedSql(schema: string): string {
  return `
  if parked_atom is not null then
    for parked in
      select c.g, c.s, c.p, c.k, c.e, c.d
      from unnest(parked_atom, ${schema}.split(parked_group), ${schema}.split(parked_source), parked_position,
        ${schema}.split(parked_key), ${schema}.split(parked_event), ${schema}.split(parked_data)) with ordinality
        c(a, g, s, p, k, e, d, n)
      where atom_status[c.a] = 0
      order by c.n
    loop
      if parked.e is null then
        delete from ${schema}.parked_events k
        where k.consumer_group = parked.g and k.source = parked.s and k.position = parked.p;
      else
        insert into ${schema}.parked_events (consumer_group, source, position, key, event, data)
        values (parked.g, parked.s, parked.p, parked.k, parked.e::json, parked.d::json)
        on conflict do nothing;
      end if;
    end loop;
  end if;`;
}

/** Of several writes of one document the last accepted one counts. */
export function writeDocumentsSql(schema: string): string {
  return `
  if document_unit is not null then
    for document in
      select distinct on (d.c collate "C", d.i collate "C") d.c, d.i, d.b
      from unnest(document_unit, ${schema}.split(document_collection), ${schema}.split(document_ids),
        ${schema}.split(document_body)) with ordinality d(u, c, i, b, n)
      where unit_status[d.u] = 0
      order by d.c collate "C", d.i collate "C", d.n desc
    loop
      if document.b is null then
        delete from ${schema}.documents k where k.collection = document.c and k.id = document.i;
      else
        insert into ${schema}.documents (collection, id, body) values (document.c, document.i, document.b::json)
        on conflict (collection, id) do update set body = excluded.body;
      end if;
    end loop;
  end if;`;
}

/** What is cleared was locked before. Of several rows for one timer the last accepted one counts. */
export function writeTimersSql(schema: string): string {
  return `
  if timer_fired is not null then
    delete from ${schema}.timers k where k.timer_id = any (array(
      select t.i from unnest(timer_unit, ${schema}.split(timer_ids), ${schema}.split(timer_kind)) t(u, i, kind)
      where t.kind is null and unit_status[t.u] = 0
    ));
  end if;
  if timer_unit is not null then
    with latest as (
      select distinct on (t.i collate "C") t.i, t.kind, t.key, t.ms, t.d, t.m
      from unnest(timer_unit, ${schema}.split(timer_ids), ${schema}.split(timer_kind), ${schema}.split(timer_key),
        timer_due_ms, ${schema}.split(timer_data), ${schema}.split(timer_meta)) with ordinality t(u, i, kind, key, ms, d, m, n)
      where unit_status[t.u] = 0
      order by t.i collate "C", t.n desc
    )
    insert into ${schema}.timers (timer_id, kind, key, due_at, data, meta)
    select l.i, l.kind, l.key, now_at + l.ms * interval '1 millisecond', l.d::json, l.m::json
    from latest l where l.kind is not null
    on conflict (timer_id) do update
      set kind = excluded.kind, key = excluded.key, due_at = excluded.due_at, data = excluded.data, meta = excluded.meta;
  end if;`;
}

/** What is completed was locked before. Of several rows that add one job, the first one behind its completion counts. */
export function writeJobsSql(schema: string): string {
  return `
  if job_claim is not null then
    for job in
      select j.i, j.reason
      from unnest(job_unit, ${schema}.split(job_ids), ${schema}.split(job_kind), ${schema}.split(job_data)) j(u, i, kind, reason)
      where j.kind is null and j.reason is not null and unit_status[j.u] = 0
    loop
      update ${schema}.jobs k
      set dead = true, died_at = now_at, worker = null, last_error = job.reason, history = ${jobFailureSql('job.reason')}
      where k.job_id = job.i;
    end loop;
    delete from ${schema}.jobs k where k.job_id = any (array(
      select j.i from unnest(job_unit, ${schema}.split(job_ids), ${schema}.split(job_kind), ${schema}.split(job_data))
        j(u, i, kind, reason)
      where j.kind is null and j.reason is null and unit_status[j.u] = 0
    ));
  end if;
  if job_unit is not null then
    insert into ${schema}.jobs (job_id, kind, key, run_at, data, meta)
    select distinct on (j.i collate "C") j.i, j.kind, j.key, now_at + j.ms * interval '1 millisecond', j.d::json, j.m::json
    from (
      select w.*, max(w.n) filter (where w.kind is null) over (partition by w.i collate "C") as ended
      from unnest(job_unit, ${schema}.split(job_ids), ${schema}.split(job_kind), ${schema}.split(job_key), job_run_ms,
        ${schema}.split(job_data), ${schema}.split(job_meta)) with ordinality w(u, i, kind, key, ms, d, m, n)
      where unit_status[w.u] = 0
    ) j
    where j.kind is not null and j.n > coalesce(j.ended, 0)
    order by j.i collate "C", j.n
    on conflict (job_id) do nothing;
  end if;`;
}

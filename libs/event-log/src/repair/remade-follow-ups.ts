import type { Client } from 'pg';
import type { RecordedEvent } from '../event';
import { EVENT_COLUMNS, parseEvent, toStored, type EventRow } from '../read/reader';
import type { DocumentWrite, JobAdd, TimerSet } from '../unit';
import type { Derivation } from './derivation';
import { eventPages } from './event-pages';

/** How much came back beside the events. */
export interface FollowUpCounts {
  readonly documents: number;
  readonly timers: number;
  readonly jobs: number;
}

type Because<T> = T & { readonly event: RecordedEvent };

/**
 * Writes again what the appends of all events behind a position had written with them: documents, timers, jobs. Timers
 * are due when they were due then; jobs are to be done now.
 */
export async function remakeFollowUps(
  client: Client,
  schema: string,
  followUps: NonNullable<Derivation['followUps']>,
  after: number,
): Promise<FollowUpCounts> {
  const documents = new Map<string, DocumentWrite>();
  const timers = new Map<string, Because<TimerSet> | null>();
  const jobs = new Map<string, Because<JobAdd>>();
  for await (const page of eventPages(client, schema, after)) {
    const streams = await streamsOf(client, schema, [...new Set(page.map(({ streamId }) => streamId))]);
    for (const stored of page) {
      const event = parseEvent(stored);
      const before = (streams.get(event.streamId) ?? []).filter(({ version }) => version < event.version);
      const found = followUps(event, before);
      for (const id of found.clearTimers ?? []) timers.set(id, null);
      for (const timer of found.setTimers ?? []) timers.set(timer.id, { ...timer, event });
      for (const job of found.addJobs ?? []) if (!jobs.has(job.id)) jobs.set(job.id, { ...job, event });
      for (const document of found.documents ?? []) documents.set(`${document.collection}\n${document.id}`, document);
    }
  }
  await writeDocuments(client, schema, [...documents.values()]);
  const timersSet = await writeTimers(client, schema, timers);
  const jobsAdded = await addJobs(client, schema, [...jobs.values()]);
  return { documents: documents.size, timers: timersSet, jobs: jobsAdded };
}

async function streamsOf(
  client: Client,
  schema: string,
  ids: readonly string[],
): Promise<Map<string, RecordedEvent[]>> {
  const { rows } = await client.query<EventRow>(
    `select ${EVENT_COLUMNS} from ${schema}.events where stream_id = any ($1) order by stream_id, version`,
    [ids],
  );
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of rows.map(toStored).map(parseEvent)) {
    const found = streams.get(event.streamId);
    if (found === undefined) streams.set(event.streamId, [event]);
    else found.push(event);
  }
  return streams;
}

async function writeDocuments(client: Client, schema: string, documents: readonly DocumentWrite[]): Promise<void> {
  const gone = documents.filter(({ body }) => body === null);
  await client.query(
    `delete from ${schema}.documents k using unnest($1::text[], $2::text[]) d(collection, id)
     where k.collection = d.collection and k.id = d.id`,
    [gone.map(({ collection }) => collection), gone.map(({ id }) => id)],
  );
  const written = documents.filter(({ body }) => body !== null);
  await client.query(
    `insert into ${schema}.documents (collection, id, body)
     select d.collection, d.id, d.body::json from unnest($1::text[], $2::text[], $3::text[]) d(collection, id, body)
     on conflict (collection, id) do update set body = excluded.body`,
    [
      written.map(({ collection }) => collection),
      written.map(({ id }) => id),
      written.map(({ body }) => JSON.stringify(body)),
    ],
  );
}

async function writeTimers(
  client: Client,
  schema: string,
  timers: ReadonlyMap<string, Because<TimerSet> | null>,
): Promise<number> {
  const cleared = [...timers].filter(([, timer]) => timer === null).map(([id]) => id);
  await client.query(`delete from ${schema}.timers where timer_id = any ($1)`, [cleared]);
  const set = [...timers.values()].filter((timer) => timer !== null);
  await client.query(
    `insert into ${schema}.timers (timer_id, kind, key, due_at, data, meta)
     select t.id, t.kind, t.key, t.at + t.ms * interval '1 millisecond', t.data::json, t.meta::json
     from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::text[], $7::text[])
       t(id, kind, key, at, ms, data, meta)
     on conflict (timer_id) do update
       set kind = excluded.kind, key = excluded.key, due_at = excluded.due_at, data = excluded.data, meta = excluded.meta`,
    [
      ...[set.map(({ id }) => id), set.map(({ kind }) => kind), set.map(({ key }) => key)],
      ...[set.map(({ event }) => event.recordedAt), set.map(({ dueInMs }) => Math.round(dueInMs))],
      ...[set.map(({ data }) => textOf(data)), set.map(({ event }) => metaOf(event))],
    ],
  );
  return set.length;
}

/** One that is there is left as it is. */
async function addJobs(client: Client, schema: string, jobs: readonly Because<JobAdd>[]): Promise<number> {
  const { rowCount } = await client.query(
    `insert into ${schema}.jobs (job_id, kind, key, run_at, data, meta)
     select j.id, j.kind, j.key, clock_timestamp() + j.ms * interval '1 millisecond', j.data::json, j.meta::json
     from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[]) j(id, kind, key, ms, data, meta)
     on conflict (job_id) do nothing`,
    [
      ...[jobs.map(({ id }) => id), jobs.map(({ kind }) => kind), jobs.map(({ key }) => key)],
      ...[jobs.map(({ runInMs }) => Math.round(runInMs ?? 0)), jobs.map(({ data }) => textOf(data))],
      jobs.map(({ event }) => metaOf(event)),
    ],
  );
  return rowCount ?? 0;
}

/** As an append has it: what a timer or a job leads to was caused by the event. */
function metaOf({ meta, eventId }: RecordedEvent): string {
  return JSON.stringify({ ...meta, causationId: eventId });
}

function textOf(data: unknown): string {
  return JSON.stringify(data ?? null);
}

import type { FollowUps, Posting } from '@windrose/event-log';
import type { Appended } from './memory-log';
import type { ModelService } from './model-service';

type Beside = FollowUps & { readonly postings?: readonly Posting[] };

/** The job that no event tells of: the token in it is kept nowhere else, and the request for it comes again. */
const FORGOTTEN = 'authorize-payment';

/** What the unit wrote beside its events, by its place. */
export function written({ unit }: Appended): Map<string, unknown> {
  const addJobs = (unit.addJobs ?? []).filter(({ kind }) => kind !== FORGOTTEN);
  return places([{ ...unit, addJobs }]);
}

/** What a restore would write for the unit's events, by its place. */
export async function derived({ events }: Appended, { log, derivation }: ModelService): Promise<Map<string, unknown>> {
  const { followUps, postings } = derivation;
  const found: Beside[] = [];
  for (const event of events) {
    const before = (await log.readStream(event.streamId)).slice(0, event.version - 1);
    found.push({ ...followUps?.(event, before), postings: postings?.(event) });
  }
  return places(found);
}

/** Later entries replace earlier ones, but for jobs, which are added once, and postings, which add up. */
function places(all: readonly Beside[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { clearTimers = [], setTimers = [], addJobs = [], documents = [], postings = [] } of all) {
    for (const id of clearTimers) found.set(`timer ${id}`, null);
    for (const timer of setTimers) found.set(`timer ${timer.id}`, timer);
    for (const job of addJobs) {
      if (!found.has(`job ${job.id}`)) found.set(`job ${job.id}`, { ...job, runInMs: job.runInMs ?? 0 });
    }
    for (const document of documents) found.set(`document ${document.collection} ${document.id}`, document.body);
    for (const { owner, account, delta } of postings) {
      const place = `balance ${owner} ${account}`;
      found.set(place, ((found.get(place) ?? 0) as number) + delta);
    }
  }
  return new Map([...found].filter(([, value]) => value !== 0));
}

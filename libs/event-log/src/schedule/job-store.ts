import type { EventMeta } from '@windrose/contracts';
import { printable } from '../columns';
import type { EventLog } from '../event-log';
import { jobFailureSql } from '../schema/job-history';
import { scheduledBy } from '../meta';
import type { JobClaim } from '../unit';
import type { DueJob } from './jobs';

interface JobRow {
  job_id: string;
  kind: string;
  key: string;
  data: string;
  meta: string;
  attempt: number;
}

/**
 * The jobs table. A claim moves a job's `run_at` into the future: a worker that dies lets it come due again by itself.
 * Worker and attempt together name a claim: whoever has lost it changes nothing any more.
 */
export class JobStore {
  constructor(
    private readonly log: EventLog,
    /** Names the claims of one instance, over its restarts. */
    private readonly worker: string,
  ) {}

  claimOf({ id, attempt }: DueJob): JobClaim {
    return { id, attempt, worker: this.worker };
  }

  /**
   * Claims due jobs for `leaseMs`, of each kind as many as there are places, the longest due first; never one that
   * another worker is claiming at this moment, nor one of `underWay`, even if its claim has run out.
   *
   * The commit isn't waited for until it is on disk: a claim that a crash of the database takes back lets the job come due
   * again, as one that has run out does.
   */
  async claim(places: ReadonlyMap<string, number>, leaseMs: number, underWay: readonly string[]): Promise<DueJob[]> {
    // now() and not clock_timestamp(): only what is stable during a statement can bound an index scan.
    const { rows } = await this.log.pool.query<JobRow>({
      name: 'claim_jobs',
      text: `update ${this.log.schema}.jobs j
        set run_at = now() + $3 * interval '1 millisecond', attempt = attempt + 1, worker = $4
        where job_id = any (array(
          select due.job_id from unnest($1::text[], $2::int[]) as free (kind, places),
            lateral (
              select d.job_id from ${this.log.schema}.jobs d
              where not d.dead and d.kind = free.kind and d.run_at <= now() and d.job_id <> all ($5)
              order by d.run_at limit free.places for update of d skip locked
            ) due))
          and (select set_config('synchronous_commit', 'off', true)) is not null
        returning job_id, kind, key, data, meta, attempt`,
      values: [[...places.keys()], [...places.values()], leaseMs, this.worker, underWay],
    });
    return rows.map(({ job_id, kind, key, data, meta, attempt }) => ({
      id: job_id,
      kind,
      key,
      attempt,
      data: JSON.parse(data) as unknown,
      meta: scheduledBy(JSON.parse(meta) as EventMeta, this.log.service),
    }));
  }

  /** What this instance had claimed before it was killed is due now: nobody else works on it. */
  async releaseOwn(): Promise<void> {
    await this.log.pool.query(
      `update ${this.log.schema}.jobs set run_at = clock_timestamp(), worker = null where worker = $1 and not dead`,
      [this.worker],
    );
  }

  /** Skips what is locked: a job that is being concluded needs no longer claim. */
  async renew(ids: readonly string[], leaseMs: number): Promise<void> {
    await this.log.pool.query({
      name: 'renew_jobs',
      text: `update ${this.log.schema}.jobs set run_at = clock_timestamp() + $2 * interval '1 millisecond'
        where job_id = any (array(
          select job_id from ${this.log.schema}.jobs where job_id = any ($1) and worker = $3 for update skip locked))`,
      values: [ids, leaseMs, this.worker],
    });
  }

  /** Puts a claimed job back. A try that doesn't count is taken off again. */
  async retry(
    job: DueJob,
    { afterMs, reason, counts }: { afterMs: number; reason: string; counts: boolean },
  ): Promise<void> {
    await this.log.pool.query({
      name: 'retry_job',
      text: `update ${this.log.schema}.jobs
        set run_at = clock_timestamp() + $2 * interval '1 millisecond', worker = null, last_error = $3, attempt = attempt - $4,
          history = case when $4 = 0 then ${jobFailureSql('$3::text')} else history end
        where job_id = $1 and worker = $5 and attempt = $6`,
      values: [job.id, afterMs, printable(reason), counts ? 0 : 1, this.worker, job.attempt],
    });
  }

  /** Milliseconds until the next job of these kinds is due; null when there is none. */
  async nextDueInMs(kinds: readonly string[]): Promise<number | null> {
    const { rows } = await this.log.pool.query<{ in_ms: number | null }>({
      name: 'next_job',
      text: `select (extract(epoch from min(next.run_at) - now()) * 1000)::float8 as in_ms
        from unnest($1::text[]) as k (kind),
          lateral (
            select d.run_at from ${this.log.schema}.jobs d
            where not d.dead and d.kind = k.kind order by d.run_at limit 1
          ) next`,
      values: [kinds],
    });
    return rows[0]?.in_ms ?? null;
  }
}

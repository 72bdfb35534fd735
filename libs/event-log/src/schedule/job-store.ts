import type { EventMeta } from '@windrose/contracts';
import type { EventLog } from '../event-log';
import { scheduledBy } from '../meta';
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
 */
export class JobStore {
  constructor(
    private readonly log: EventLog,
    /** Names the claims of one instance, over its restarts. */
    private readonly worker: string,
  ) {}

  /** Claims due jobs for `leaseMs`, oldest first; never one that another worker is claiming at this moment. */
  async claim(kinds: readonly string[], limit: number, leaseMs: number): Promise<DueJob[]> {
    const { rows } = await this.log.pool.query<JobRow>({
      name: 'claim_jobs',
      text: `update ${this.log.schema}.jobs j
        set run_at = clock_timestamp() + $3 * interval '1 millisecond', attempt = attempt + 1, worker = $4
        where job_id = any (array(
          select job_id from ${this.log.schema}.jobs
          where not dead and run_at <= clock_timestamp() and kind = any ($1)
          order by run_at limit $2 for update skip locked))
        returning job_id, kind, key, data, meta, attempt`,
      values: [kinds, limit, leaseMs, this.worker],
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

  async renew(ids: readonly string[], leaseMs: number): Promise<void> {
    await this.log.pool.query({
      name: 'renew_jobs',
      text: `update ${this.log.schema}.jobs set run_at = clock_timestamp() + $2 * interval '1 millisecond'
        where job_id = any ($1) and worker = $3`,
      values: [ids, leaseMs, this.worker],
    });
  }

  /** Puts a claimed job back. A try that doesn't count is taken off again. */
  async retry(id: string, { afterMs, reason, counts }: { afterMs: number; reason: string; counts: boolean }): Promise<void> {
    await this.log.pool.query(
      `update ${this.log.schema}.jobs
       set run_at = clock_timestamp() + $2 * interval '1 millisecond', worker = null, last_error = $3, attempt = attempt - $4
       where job_id = $1`,
      [id, afterMs, reason, counts ? 0 : 1],
    );
  }

  async bury(id: string, error: string): Promise<void> {
    await this.log.pool.query(`update ${this.log.schema}.jobs set dead = true, worker = null, last_error = $2 where job_id = $1`, [
      id,
      error,
    ]);
  }

  /** Milliseconds until the next job of these kinds is due; null when there is none. */
  async nextDueInMs(kinds: readonly string[]): Promise<number | null> {
    const { rows } = await this.log.pool.query<{ in_ms: number | null }>({
      name: 'next_job',
      text: `select greatest(0, extract(epoch from min(run_at) - clock_timestamp()) * 1000)::float8 as in_ms
        from ${this.log.schema}.jobs where not dead and kind = any ($1)`,
      values: [kinds],
    });
    return rows[0]!.in_ms;
  }
}

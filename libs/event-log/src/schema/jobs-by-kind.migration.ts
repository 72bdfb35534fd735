import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './create-log.migration';

/** Each kind of jobs is claimed by itself: thousands of one kind that are due must not be read to find another's. */
export class JobsByKind1790500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`create index jobs_by_kind on ${schema}.jobs (kind, run_at) where not dead`);
    await runner.query(`drop index ${schema}.jobs_by_run_at`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`create index jobs_by_run_at on ${schema}.jobs (run_at) where not dead`);
    await runner.query(`drop index ${schema}.jobs_by_kind`);
  }
}

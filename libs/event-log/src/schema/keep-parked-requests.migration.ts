import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './create-log.migration';

/** What operators ask about parked work is known when it is asked again: each request's row is written with its effect. */
export class KeepParkedRequests1790800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`create table ${schema}.parked_requests (
      request_id text collate "C" primary key,
      digest text not null,
      effect text not null check (effect in ('wish', 'job', 'nothing')),
      asked_at timestamptz not null default now()
    )`);
    await runner.query(`comment on column ${schema}.parked_requests.effect is
      'What it did: stored a wish for a parked key, did something with a dead job, or found nothing of that id'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table ${schemaOf(runner)}.parked_requests`);
  }
}

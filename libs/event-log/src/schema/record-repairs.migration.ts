import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './create-log.migration';
import { repairTablesSql } from './repair-tables';

/** Repairs of a log are recorded beside it, with the events that one of them has given up. */
export class RecordRepairs1790700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of repairTablesSql(schemaOf(runner))) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`drop table ${schema}.lost_events, ${schema}.repairs`);
  }
}

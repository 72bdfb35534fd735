import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendFunctionSql, dropAppendSql } from './append-function';
import { schemaOf } from './create-log.migration';
import { leaseTablesSql } from './lease-tables';
import { parkingTablesSql } from './parking-tables';

/** Several instances share a service's work by leases, and events that can't be handled are parked. */
export class ShareConsumers1790400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    const statements = [
      ...leaseTablesSql(schema),
      ...parkingTablesSql(schema),
      dropAppendSql(schema),
      appendFunctionSql(schema),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  /** The append function would be another one: there is no way back but the backup from before. */
  down(): Promise<void> {
    return Promise.reject(new Error('this migration is not undone'));
  }
}

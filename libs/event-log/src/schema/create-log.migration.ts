import type { MigrationInterface, QueryRunner } from 'typeorm';
import { splitFunctionSql } from '../columns';
import { identifier } from '../database';
import { appendFunctionSql } from './append-function';
import { appendOnlySql, tablesSql } from './tables';

/** The schema that the migration runs in: one log, one schema. */
export function schemaNameOf(runner: QueryRunner): string {
  const { options } = runner.connection;
  if (options.type !== 'postgres' || options.schema === undefined)
    throw new Error('a log lives in a schema of PostgreSQL');
  return options.schema;
}

/** The same, quoted. */
export function schemaOf(runner: QueryRunner): string {
  return identifier(schemaNameOf(runner));
}

export class CreateLog1790000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    const statements = [
      ...tablesSql(schema),
      ...appendOnlySql(schema),
      splitFunctionSql(schema),
      appendFunctionSql(schema),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const head = (await runner.query(`select position from ${schemaOf(runner)}.head`)) as { position: string }[];
    if (head.some(({ position }) => position !== '0')) {
      throw new Error('a log that holds events is not dropped by a migration');
    }
    await runner.query(`drop schema ${schemaOf(runner)} cascade`);
  }
}

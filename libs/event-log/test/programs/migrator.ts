import { migrate } from '../../src';

export interface MigratorOptions {
  readonly databaseUrl: string;
  readonly schemas: readonly string[];
}

async function main(): Promise<void> {
  const { databaseUrl, schemas } = JSON.parse(process.argv[2] ?? '') as MigratorOptions;
  process.stdout.write(`${await migrate(databaseUrl, schemas)}\n`);
}

void main();

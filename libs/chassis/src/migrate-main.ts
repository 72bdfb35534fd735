import { SERVICES } from '@windrose/contracts';
import { migrate } from '@windrose/event-log';
import { messageOf, requiredText, urlFrom } from '@windrose/platform';

/** Migrates the schemas of all services: what a deployment runs once, as the owner's role, before the apps start. */
async function main(): Promise<void> {
  const schemes = ['postgres', 'postgresql'];
  const url =
    urlFrom(process.env, 'MIGRATION_DATABASE_URL', schemes) ??
    urlFrom(process.env, 'DATABASE_URL', schemes) ??
    requiredText(process.env, 'DATABASE_URL', 'postgres://… (or MIGRATION_DATABASE_URL)');
  const count = await migrate(url, SERVICES);
  process.stdout.write(`${count} migrations were run\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});

import { isService, SERVICES, type Service } from '@windrose/contracts';
import { migrate, roleIn } from '@windrose/event-log';
import { ConfigError, messageOf, requiredText, urlFrom } from '@windrose/platform';

const SCHEMES = ['postgres', 'postgresql'];

/**
 * Migrates the schemas of the services that the arguments name, of all without any: what a deployment runs once, as the
 * owner's role (MIGRATION_DATABASE_URL), before the apps start. The role with which a service's app will come,
 * the one in `<APP>_DATABASE_URL` or else DATABASE_URL, is given what that app needs.
 */
async function main(): Promise<void> {
  const url = (variable: string): string | undefined => urlFrom(process.env, variable, SCHEMES);
  const common = url('DATABASE_URL');
  const owners =
    url('MIGRATION_DATABASE_URL') ??
    common ??
    requiredText(process.env, 'DATABASE_URL', 'postgres://… (or MIGRATION_DATABASE_URL)');
  const services = servicesIn(process.argv.slice(2));
  const roles = services.map((service) => {
    const own = url(`${service.toUpperCase()}_DATABASE_URL`) ?? common;
    return [service, own === undefined ? undefined : roleIn(own)] as const;
  });
  const count = await migrate(owners, services, Object.fromEntries(roles));
  process.stdout.write(`${count} migrations were run\n`);
}

function servicesIn(names: readonly string[]): readonly Service[] {
  const unknown = names.find((name) => !isService(name));
  if (unknown !== undefined) throw new ConfigError('service', unknown, SERVICES.join(', '));
  return names.length === 0 ? SERVICES : names.filter(isService);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});

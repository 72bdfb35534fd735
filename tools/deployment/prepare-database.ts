import { SERVICES, type Service } from '@windrose/contracts';
import { migrate, roleIn } from '@windrose/event-log';
import { ConfigError, urlFrom, type Env } from '@windrose/platform';
import { ensureRoles, OWNER, roleOf } from '../launcher/database-roles';

const SCHEMES = ['postgres', 'postgresql'];

/**
 * What a deployment runs before its apps start: as the administrator (ADMIN_DATABASE_URL) it makes the owner's role and
 * one for each service, with the passwords in MIGRATION_DATABASE_URL and `<APP>_DATABASE_URL`; as the owner it brings the
 * schemas up to date. Run again it changes what has changed: passwords too.
 * @returns how many migrations were run
 * @throws ConfigError naming the variable
 */
export async function prepareDatabase(env: Env): Promise<number> {
  const admin = requiredUrl(env, 'ADMIN_DATABASE_URL');
  const owner = passwordIn(env, 'MIGRATION_DATABASE_URL', OWNER);
  const services = SERVICES.map(
    (service) => [service, passwordIn(env, urlVariable(service), roleOf(service))] as const,
  );
  const passwords = { owner, ...Object.fromEntries(services) } as Record<Service | 'owner', string>;
  const urls = await ensureRoles(admin, { database: passwords });
  return migrate(urls.owner, SERVICES, Object.fromEntries(SERVICES.map((service) => [service, roleOf(service)])));
}

function urlVariable(service: Service): string {
  return `${service.toUpperCase()}_DATABASE_URL`;
}

function requiredUrl(env: Env, variable: string): string {
  const url = urlFrom(env, variable, SCHEMES);
  if (url === undefined) throw new ConfigError(variable, undefined, 'postgres://…');
  return url;
}

function passwordIn(env: Env, variable: string, role: string): string {
  const url = requiredUrl(env, variable);
  const password = decodeURIComponent(new URL(url).password);
  if (roleIn(url) !== role || password === '')
    throw new ConfigError(variable, url.replace(/:[^:@/]*@/, ':***@'), `postgres://${role}:<password>@…`);
  return password;
}

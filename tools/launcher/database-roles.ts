import { SERVICES, type Service } from '@windrose/contracts';
import { viewsSchemaOf } from '@windrose/event-log';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { Passwords } from './passwords';

/** Owns the schemas and migrates them. */
export const OWNER = 'windrose_owner';

export interface RoleUrls {
  readonly owner: string;
  readonly urlOf: (service: Service) => string;
}

/**
 * Makes the roles of a database: the owner's and one for each service, with these passwords and no right but
 * to connect. What an earlier start has left with another owner is given to the right one.
 */
export async function ensureRoles(adminUrl: string, { database }: Pick<Passwords, 'database'>): Promise<RoleUrls> {
  const client = new Client({ connectionString: adminUrl, application_name: 'windrose roles' });
  await client.connect();
  try {
    const name = escapeIdentifier(new URL(adminUrl).pathname.slice(1));
    const services = SERVICES.map((service) => [roleOf(service), database[service]] as const);
    const statements = [
      'begin',
      ...[[OWNER, database.owner] as const, ...services].flatMap(([role, password]) => roleSql(role, password)),
      `alter database ${name} owner to ${OWNER}`,
      `revoke all on database ${name} from public`,
      ...services.map(([role]) => `grant connect on database ${name} to ${role}`),
      ...SERVICES.flatMap((service) => [
        adoptSchemaSql(service, OWNER),
        adoptContentSql(service, OWNER),
        adoptSchemaSql(viewsOf(service), OWNER),
        adoptContentSql(viewsOf(service), roleOf(service)),
      ]),
      'commit',
    ];
    await client.query(statements.join('; '));
  } finally {
    await client.end();
  }
  return {
    owner: urlAs(adminUrl, OWNER, database.owner),
    urlOf: (service) => serviceUrl(adminUrl, service, database),
  };
}

/** The address of the embedded database for the processes of one service. */
export function serviceUrl(adminUrl: string, service: Service, passwords: Passwords['database']): string {
  return urlAs(adminUrl, roleOf(service), passwords[service]);
}

function urlAs(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

/** With which the processes of a service come. */
export function roleOf(service: Service): string {
  return `windrose_${service}`;
}

/** Without its quotes, which a name of ours doesn't need. */
function viewsOf(service: Service): string {
  return viewsSchemaOf(service).replaceAll('"', '');
}

function roleSql(role: string, password: string): string[] {
  return [
    `do $$ begin create role ${role}; exception when duplicate_object then null; end $$`,
    `alter role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${escapeLiteral(password)}`,
  ];
}

function adoptSchemaSql(schema: string, owner: string): string {
  return `do $$ begin alter schema ${schema} owner to ${owner}; exception when invalid_schema_name then null; end $$`;
}

/** Every table, view and function in a schema gets this owner. */
function adoptContentSql(schema: string, owner: string): string {
  return `do $$
    declare thing record;
    begin
      for thing in select c.oid::regclass as name from pg_class c
        where c.relnamespace = to_regnamespace('${schema}') and c.relkind in ('r', 'v') and c.relowner <> '${owner}'::regrole
      loop
        execute format('alter table %s owner to ${owner}', thing.name);
      end loop;
      for thing in select p.oid::regprocedure as name from pg_proc p
        where p.pronamespace = to_regnamespace('${schema}') and p.proowner <> '${owner}'::regrole
      loop
        execute format('alter function %s owner to ${owner}', thing.name);
      end loop;
    end $$`;
}

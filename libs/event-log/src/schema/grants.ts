import { escapeIdentifier } from 'pg';
import { identifier } from '../database';
import { viewsSchemaOf } from './views-schema';

/**
 * What only the append writes, or the owner. Events can't be changed by anybody (see `appendOnlySql`), the others by no
 * service.
 */
const NOT_WRITTEN_BY_SERVICES = [
  ...['events', 'streams', 'commands', 'balances', 'documents', 'head', 'migrations'],
  ...['repairs', 'lost_events'],
];

/**
 * What the service's role may do: read its log, append to it through the function, which runs as the owner, and work
 * with the rows that belong to its running processes (jobs, timers, cursors, leases, parked events, projections).
 * Said again after each migration, so it holds for new tables too.
 */
export function grantsSql(service: string, role: string): string {
  const schema = identifier(service);
  const views = viewsSchemaOf(service);
  const to = escapeIdentifier(role);
  const protectedTables = NOT_WRITTEN_BY_SERVICES.map((table) => `${schema}.${table}`).join(', ');
  return [
    `grant usage on schema ${schema} to ${to}`,
    `grant select, insert, update, delete on all tables in schema ${schema} to ${to}`,
    `revoke insert, update, delete on ${protectedTables} from ${to}`,
    // A log gets its identity from the first process that opens it; afterwards there is no second row to insert.
    `grant insert (partitions, partition_positions) on ${schema}.head to ${to}`,
    `revoke execute on all functions in schema ${schema} from public`,
    `grant execute on all functions in schema ${schema} to ${to}`,
    `grant usage, create on schema ${views} to ${to}`,
  ].join('; ');
}

import { withDatabase } from '../system/database';
import type { Inject } from './fault';

/** Also the sessions that hold the relays' locks: they don't say whose they are. */
export const terminate: Inject<'terminate'> = async ({ service }, { system }) =>
  withDatabase(system.run.databaseUrl, async (database) => {
    const { rowCount } = await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = any ($1)`,
      [[`windrose ${service}`, 'windrose relay lock']],
    );
    return `${rowCount} connections`;
  });

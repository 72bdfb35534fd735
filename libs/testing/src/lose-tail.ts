import type { Service } from '@windrose/contracts';
import { Client } from 'pg';

/**
 * Takes everything after a position out of a service's log: what the database looks like after it was restored from an
 * older backup, or failed over without its last commits. Only of the log itself: state beside it is left as it is.
 */
export async function loseTail(databaseUrl: string, service: Service, after: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`
      begin;
      alter table ${service}.events disable trigger append_only;
      delete from ${service}.events where position > ${after};
      alter table ${service}.events enable always trigger append_only;
      update ${service}.streams s set version = (select count(*) from ${service}.events e where e.stream_id = s.stream_id);
      delete from ${service}.streams where version = 0;
      update ${service}.head set position = ${after}, partition_positions = array(
        select coalesce((select max(position) from ${service}.events where partition = p - 1), 0)
        from generate_series(1, partitions) p order by p
      );
      commit`);
  } finally {
    await client.end();
  }
}

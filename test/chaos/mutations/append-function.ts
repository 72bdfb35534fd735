import { SERVICES } from '@windrose/contracts';
import { withDatabase } from '../system/database';
import type { System } from '../system/system';

/** Replaces a piece of every service's append function, in the database alone. @throws when it isn't there once */
export async function rewriteAppend(system: System, piece: string, replacement: string): Promise<void> {
  await withDatabase(system.run.databaseUrl, async (database) => {
    for (const service of SERVICES) {
      const { rows } = await database.query<{ definition: string }>(
        `select pg_get_functiondef(p.oid) as definition from pg_proc p
         where p.proname = 'append' and p.pronamespace = $1::regnamespace`,
        [service],
      );
      const parts = rows[0]?.definition.split(piece) ?? [];
      if (parts.length !== 2) throw new Error(`the append function of ${service} doesn't have once: ${piece}`);
      await database.query(parts.join(replacement));
    }
  });
}

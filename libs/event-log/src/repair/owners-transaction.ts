import { messageOf } from '@windrose/platform';
import type { Client } from 'pg';
import { createSession } from '../database';
import { LogUnavailable } from '../errors';
import { RepairRefused } from './repair-refused';

const TRIES = 5;
/** A deadlock, a serialisation failure, a lock that somebody else holds: the transaction may succeed the next time. */
const TRY_AGAIN = ['40P01', '40001', '55P03'];
const INSUFFICIENT_PRIVILEGE = '42501';

export interface OwnersTransactionOptions {
  /** With the role that owns the schema: no service may write what a repair writes. */
  readonly databaseUrl: string;
  /** Everything is done, checked and undone again. */
  readonly dryRun: boolean;
}

/**
 * One transaction with all that belongs to it, or nothing. It may be begun again, so `action` starts from scratch.
 * @throws RepairRefused when the role lacks a right; LogUnavailable when the database can't be reached; whatever
 * `action` throws
 */
export async function ownersTransaction<T>(
  { databaseUrl, dryRun }: OwnersTransactionOptions,
  action: (client: Client) => Promise<T>,
): Promise<T> {
  const client = createSession(databaseUrl, 'windrose repair');
  try {
    await client.connect();
  } catch (error) {
    throw new LogUnavailable(`the database can't be reached: ${messageOf(error)}`, 1, { cause: error });
  }
  try {
    for (let tries = 1; ; tries++) {
      await client.query(`begin; set local lock_timeout = '10s'`);
      try {
        const result = await action(client);
        await client.query(dryRun ? 'rollback' : 'commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        const code = (error as { code?: unknown }).code;
        if (code === INSUFFICIENT_PRIVILEGE) {
          throw new RepairRefused(`the role ${client.user ?? ''} may not repair the log: ${messageOf(error)}`);
        }
        if (!TRY_AGAIN.includes(String(code)) || tries === TRIES) throw error;
      }
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

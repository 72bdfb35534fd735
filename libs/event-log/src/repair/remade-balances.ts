import type { Client } from 'pg';
import { parseEvent } from '../read/reader';
import type { Derivation } from './derivation';
import { eventPages } from './event-pages';
import { RepairRefused } from './repair-refused';

interface Balance {
  readonly owner: string;
  readonly account: string;
  readonly amount: number;
}

/**
 * Makes the balances again from all events of the log; an account without events has nothing.
 * @returns how many amounts were others before
 */
export async function remakeBalances(
  client: Client,
  schema: string,
  postings: NonNullable<Derivation['postings']>,
): Promise<number> {
  const amounts = new Map<string, Balance>();
  const { rows: stored } = await client.query<Balance>(`select owner, account, amount from ${schema}.balances`);
  for (const { owner, account } of stored) amounts.set(nameOf(owner, account), { owner, account, amount: 0 });
  for await (const page of eventPages(client, schema, 0)) {
    for (const { owner, account, delta } of page.flatMap((event) => postings(parseEvent(event)))) {
      const name = nameOf(owner, account);
      amounts.set(name, { owner, account, amount: (amounts.get(name)?.amount ?? 0) + delta });
    }
  }
  const before = new Map(stored.map(({ owner, account, amount }) => [nameOf(owner, account), amount]));
  const changed = [...amounts].filter(([name, { amount }]) => amount !== (before.get(name) ?? 0)).map(([, it]) => it);
  const negative = changed.find(({ amount }) => amount < 0);
  if (negative !== undefined) {
    throw new RepairRefused(`after all events, ${negative.owner} would have ${negative.amount} ${negative.account}`);
  }
  await client.query(
    `insert into ${schema}.balances (owner, account, amount)
     select b.owner, b.account, b.amount from unnest($1::text[], $2::text[], $3::bigint[]) b(owner, account, amount)
     on conflict (owner, account) do update set amount = excluded.amount`,
    [changed.map(({ owner }) => owner), changed.map(({ account }) => account), changed.map(({ amount }) => amount)],
  );
  return changed.length;
}

function nameOf(owner: string, account: string): string {
  return `${owner}\n${account}`;
}

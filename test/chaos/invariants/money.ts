import type { Client } from 'pg';
import { ledgerOf, type LedgerEntry } from '../../system/ledger';
import type { Invariant } from './invariant';

/** What an order's customer has received and kept, in minor units, by what the orders log says. */
interface Delivered {
  readonly id: string;
  readonly amount: number;
}

const DELIVERED = `
  with prices as (
    select key, line->>'sku' as sku, (line->'unitPrice'->>'amount')::bigint as price
    from orders.events, json_array_elements(data->'lines') line where type = 'OrderPlaced'
  ), moved as (
    select key, line->>'sku' as sku,
      (line->>'quantity')::int * case type when 'OrderLinesDelivered' then 1 else -1 end as quantity
    from orders.events, json_array_elements(data->'lines') line
    where type in ('OrderLinesDelivered', 'OrderLinesReturned')
  )
  select key as id, sum(price * quantity)::int as amount from moved join prices using (key, sku) group by key`;

export const moneyAgrees: Invariant = {
  name: 'captured − refunded is what was delivered, and nothing stays held',
  async check({ system, database }) {
    const entries = byOrder(await ledgerOf(system.run.providerUrl));
    const delivered = await deliveredByOrder(database);
    const ids = new Set([...entries.keys(), ...delivered.keys()]);
    const violations = [...ids].flatMap((id) => moneyFlaws(id, entries.get(id) ?? [], delivered.get(id) ?? 0));
    return { checked: ids.size, violations };
  },
};

export const noOrphanMoney: Invariant = {
  name: 'no money was moved for an order that does not exist',
  async check({ system, database }) {
    const { rows } = await database.query<{ id: string }>(
      `select key as id from orders.events where type = 'PaymentRequested'`,
    );
    const requested = new Set(rows.map(({ id }) => id));
    const entries = byOrder(await ledgerOf(system.run.providerUrl));
    const orphans = [...entries.keys()].filter((id) => !requested.has(id));
    return { checked: entries.size, violations: orphans.map((id) => `the provider moved money for ${id}`) };
  },
};

async function deliveredByOrder(database: Client): Promise<Map<string, number>> {
  const { rows } = await database.query<Delivered>(DELIVERED);
  return new Map(rows.map(({ id, amount }) => [id, amount]));
}

function byOrder(ledger: readonly LedgerEntry[]): Map<string, LedgerEntry[]> {
  const entries = new Map<string, LedgerEntry[]>();
  for (const entry of ledger) entries.set(entry.reference, [...(entries.get(entry.reference) ?? []), entry]);
  return entries;
}

/** What is wrong with the money of one order that has ended. */
export function moneyFlaws(id: string, entries: readonly LedgerEntry[], delivered: number): string[] {
  const sum = (kind: LedgerEntry['kind'], of: readonly LedgerEntry[] = entries): number =>
    of.filter((entry) => entry.kind === kind).reduce((total, { amount }) => total + amount, 0);
  const authorizations = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    authorizations.set(entry.authorizationId, [...(authorizations.get(entry.authorizationId) ?? []), entry]);
  }
  const unvoided = [...authorizations.values()].filter((moves) => !moves.some(({ kind }) => kind === 'void'));
  const flaws: string[] = [];
  if (unvoided.length > 1) flaws.push(`has ${unvoided.length} authorisations that are not voided`);
  const held = sum('authorize') - sum('capture') - sum('void');
  if (held !== 0) flaws.push(`has ended, but ${held} is still held`);
  const kept = sum('capture') - sum('refund');
  if (kept !== delivered) flaws.push(`was charged ${kept} for what is worth ${delivered}`);
  return flaws.map((flaw) => `order ${id} ${flaw}`);
}

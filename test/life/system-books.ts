import { Client } from 'pg';
import type { Service } from '@windrose/contracts';
import type { RunFile } from '@windrose/testing';
import type { AuthorizationBook, Books, Fact } from '../model/books';
import { ledgerOf, type DatedEntry, type LedgerEntry } from '../system/ledger';

const OWNERS = ['orders', 'inventory', 'payments', 'shipping'] as const;

/** The books of a running system with the provider's ledger beside them. */
export interface SystemBooks extends Books {
  readonly ledger: readonly DatedEntry[];
}

/** Reads what the services have written, by SQL alone, and what the provider says. */
export class BookKeeper {
  private constructor(
    private readonly postgres: Client,
    private readonly providerUrl: string,
  ) {}

  static async open({ databaseUrl, providerUrl }: RunFile): Promise<BookKeeper> {
    const postgres = new Client({ connectionString: databaseUrl });
    await postgres.connect();
    return new BookKeeper(postgres, providerUrl);
  }

  /** All services' books as they were at one moment; the provider's a moment later. */
  async read(skus: readonly string[]): Promise<SystemBooks> {
    await this.postgres.query('begin isolation level repeatable read read only');
    const facts = new Map<Service, Fact[]>();
    for (const service of OWNERS) facts.set(service, await this.factsOf(service));
    const balances = await this.balancesOf(skus);
    await this.postgres.query('commit');
    const ledger = await ledgerOf(this.providerUrl);
    return { facts: (service) => facts.get(service) ?? [], balances, ledger, authorizations: authorizationsIn(ledger) };
  }

  /** The service's instances that hold some of its partitions, by name. */
  async instancesOf(service: Service): Promise<string[]> {
    const { rows } = await this.postgres.query<{ instance: string }>(
      `select distinct instance from ${service}.leases join ${service}.members on member = holder order by instance`,
    );
    return rows.map(({ instance }) => instance);
  }

  close(): Promise<void> {
    return this.postgres.end();
  }

  private async factsOf(service: Service): Promise<Fact[]> {
    const { rows } = await this.postgres.query<Fact>(
      `select type, key, data, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt"
       from ${service}.events order by position`,
    );
    return rows;
  }

  private async balancesOf(skus: readonly string[]): Promise<Map<string, Record<string, number>>> {
    const { rows } = await this.postgres.query<{ owner: string; account: string; amount: string }>(
      'select owner, account, amount from inventory.balances where owner = any ($1)',
      [skus],
    );
    const balances = new Map<string, Record<string, number>>();
    for (const { owner, account, amount } of rows) {
      balances.set(owner, { ...balances.get(owner), [account]: Number(amount) });
    }
    return balances;
  }
}

/** A movement of an authorisation that isn't in the ledger counts as one of nothing. */
function authorizationsIn(ledger: readonly LedgerEntry[]): AuthorizationBook[] {
  const books = new Map<string, LedgerEntry[]>();
  for (const entry of ledger) books.set(entry.authorizationId, [...(books.get(entry.authorizationId) ?? []), entry]);
  return [...books.values()].map((entries) => {
    const sum = (kind: LedgerEntry['kind']): number =>
      entries.reduce((total, entry) => total + (entry.kind === kind ? entry.amount : 0), 0);
    const [amount, captured, released] = [sum('authorize'), sum('capture'), sum('void')];
    const { reference } = entries[0]!;
    return { reference, amount, captured, released, refunded: sum('refund'), held: amount - captured - released };
  });
}

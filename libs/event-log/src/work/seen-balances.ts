import { present } from '../present';
import type { Posting } from '../unit';

export interface BalanceReader {
  balances(owners: readonly string[]): Promise<Map<string, Record<string, number>>>;
}

/** The balances as one unit of work sees them: what the log says, and what the work itself has posted since. */
export class SeenBalances {
  private readonly seen = new Map<string, Record<string, number>>();
  /** What was posted for owners that haven't been read. */
  private readonly pending = new Map<string, Posting[]>();

  constructor(private readonly log: BalanceReader) {}

  async of(owners: readonly string[]): Promise<Map<string, Readonly<Record<string, number>>>> {
    const missing = [...new Set(owners)].filter((owner) => !this.seen.has(owner));
    if (missing.length > 0) {
      for (const [owner, accounts] of await this.log.balances(missing)) this.found(owner, accounts);
    }
    return new Map(owners.map((owner) => [owner, present(this.seen.get(owner))]));
  }

  post(postings: readonly Posting[]): void {
    for (const posting of postings) {
      const accounts = this.seen.get(posting.owner);
      if (accounts) add(accounts, posting);
      else this.pending.set(posting.owner, [...(this.pending.get(posting.owner) ?? []), posting]);
    }
  }

  private found(owner: string, accounts: Record<string, number>): void {
    // While it was read, somebody else may have read the same, and posted to it.
    if (this.seen.has(owner)) return;
    this.seen.set(owner, accounts);
    for (const posting of this.pending.get(owner) ?? []) add(accounts, posting);
    this.pending.delete(owner);
  }
}

function add(accounts: Record<string, number>, { account, delta }: Posting): void {
  accounts[account] = (accounts[account] ?? 0) + delta;
}

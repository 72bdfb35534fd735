import { evolve, type Authorization, type Fact } from './authorization';
import type { Place } from './ledger-file';
import type { LedgerRecord } from './record';

/** Where the answer to a key stands, and which authorisation it was about. */
export interface Remembered {
  readonly place: Place;
  readonly authorizationId: string;
}

/**
 * What the ledger's records add up to, in memory. Answers stay in the file: they are asked for again once in a
 * thousand calls, and would be most of the memory.
 */
export class Book {
  private readonly authorizations = new Map<string, Authorization>();
  private readonly references = new Map<string, string[]>();
  private readonly keys = new Map<string, Remembered>();
  private readonly unavailable = new Map<string, number>();

  apply(record: LedgerRecord, place: Place): void {
    switch (record.kind) {
      case 'call':
        if (record.fact !== null) this.applyFact(record.fact);
        this.keys.set(record.idempotencyKey, { place, authorizationId: record.authorizationId });
        return;
      case 'confirmation':
        this.applyFact(record.fact);
        return;
      case 'unavailable':
        this.unavailable.set(record.reference, this.unavailableAnswers(record.reference) + 1);
        return;
      default: {
        const unknown: never = record;
        throw new Error(`unknown record ${JSON.stringify(unknown)}`);
      }
    }
  }

  authorization(id: string): Authorization | undefined {
    return this.authorizations.get(id);
  }

  /** What the authorisation of a fact will be once the fact is applied. */
  after(fact: Fact): Authorization {
    return evolve(this.authorizations.get(fact.authorizationId), fact);
  }

  /** Oldest first. */
  ofReference(reference: string): Authorization[] {
    return (this.references.get(reference) ?? []).flatMap((id) => this.authorizations.get(id) ?? []);
  }

  remembered(idempotencyKey: string): Remembered | undefined {
    return this.keys.get(idempotencyKey);
  }

  /** How many authorise calls of the reference got 503. */
  unavailableAnswers(reference: string): number {
    return this.unavailable.get(reference) ?? 0;
  }

  private applyFact(fact: Fact): void {
    const after = this.after(fact);
    const isNew = !this.authorizations.has(after.id);
    this.authorizations.set(after.id, after);
    if (!isNew) return;
    const siblings = this.references.get(after.reference);
    if (siblings === undefined) this.references.set(after.reference, [after.id]);
    else siblings.push(after.id);
  }
}

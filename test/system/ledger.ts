export interface LedgerEntry {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  readonly authorizationId: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
}

export interface DatedEntry extends LedgerEntry {
  readonly at: string;
  /** Of the request that it comes from. */
  readonly idempotencyKey: string;
}

/** What the payment provider says really happened. */
export async function ledgerOf(providerUrl: string): Promise<readonly DatedEntry[]> {
  const response = await fetch(`${providerUrl}/ledger`);
  return ((await response.json()) as { readonly data: readonly DatedEntry[] }).data;
}

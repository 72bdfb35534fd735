export interface LedgerEntry {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  readonly authorizationId: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
}

/** What the payment provider says really happened. */
export async function ledgerOf(providerUrl: string): Promise<readonly LedgerEntry[]> {
  const response = await fetch(`${providerUrl}/ledger`);
  return ((await response.json()) as { readonly data: readonly LedgerEntry[] }).data;
}

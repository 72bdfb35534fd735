/**
 * The form in which an address is kept and compared. Strictly the part before the @ may differ by case; no provider
 * that people use does that, and two accounts for one mailbox would help nobody.
 */
export function normalisedEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

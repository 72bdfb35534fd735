export function customerStream(customerId: string) {
  return { id: `customer-${customerId}`, key: customerId };
}

/** An address's own stream, named by a digest: ids of streams are no place for personal data. */
export function emailStreamId(emailDigest: string): string {
  return `email-${emailDigest}`;
}

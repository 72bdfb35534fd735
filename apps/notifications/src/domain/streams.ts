export function emailStream(emailId: string, orderId: string) {
  return { id: emailStreamId(emailId), key: orderId };
}

export function emailStreamId(emailId: string): string {
  return `mail-${emailId}`;
}

/** What customers pay with. It is in the events, because services need it, and in nothing that is shown. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['paymentToken', 'token']);

export const REDACTED = '[redacted]';

/** An event's data as it may be shown: the same, with what is secret blacked out wherever it stands. */
export function withoutSecrets(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(withoutSecrets);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, SECRET_FIELDS.has(name) ? REDACTED : withoutSecrets(value)]),
  );
}

/** What a JetStream delivery says about itself in its reply subject. */
export interface Delivery {
  /** The message's sequence in the stream. */
  readonly sequence: number;
  /** Messages of the stream behind this one. */
  readonly pending: number;
}

/**
 * Parses `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<delivery>.<time>.<pending>`, or the newer form with domain
 * and account after `ACK`. Returns null for anything else, such as a status message.
 */
export function deliveryOf(reply: string | undefined): Delivery | null {
  if (!reply?.startsWith('$JS.ACK.')) return null;
  const tokens = reply.split('.');
  const shift = tokens.length === 9 ? 0 : 2;
  return { sequence: Number(tokens[5 + shift]), pending: Number(tokens[8 + shift]) };
}

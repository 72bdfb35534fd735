import type { Msg, MsgHdrs, MsgHdrsImpl } from '@nats-io/transport-node';

/**
 * A message's headers as one ready block. `publish` of the client only calls `encode()` on what it is given, so one
 * text per message replaces a map of arrays: the publisher's cost per message is the biggest one in the system.
 */
export class HeaderBlock {
  /** @param text `NATS/1.0`, then `Name: value` lines, each ended by CR LF, and an empty line */
  constructor(readonly text: string) {}

  encode(): Uint8Array {
    return Buffer.from(this.text);
  }

  /** The same, as the type that the client's options ask for. */
  asHeaders(): MsgHdrs {
    return this as unknown as MsgHdrs;
  }
}

/** Where the client (3.x) keeps the bytes that a message came in. */
interface MessageInternals {
  readonly _rdata?: Uint8Array;
  readonly _msg?: { readonly hdr: number };
}

/**
 * The message's header block as it came. The client's own parser builds a map with arrays and regular expressions;
 * a consumer only ever looks at a few lines. Should the client keep its bytes elsewhere one day, its parser is used.
 */
export function headerBlockOf(message: Msg): string {
  const { _rdata: bytes, _msg: frame } = message as unknown as MessageInternals;
  if (bytes !== undefined && frame !== undefined) {
    return frame.hdr > 0 ? viewOf(bytes).toString('utf8', 0, frame.hdr) : '';
  }
  return message.headers === undefined ? '' : new TextDecoder().decode((message.headers as MsgHdrsImpl).encode());
}

/**
 * The value of a header in a block, or undefined. Messages of ours have each header once and no line breaks in values, so
 * the first line with that name is the one.
 */
export function headerIn(block: string, name: string): string | undefined {
  const start = block.indexOf(`\r\n${name}:`);
  if (start < 0) return undefined;
  const from = start + name.length + 3;
  return block.slice(from, block.indexOf('\r\n', from)).trim();
}

/** The bytes as a Buffer, not copied. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds that a signature's time may be off: a request that was overheard can't be sent again later. */
export const TOLERANCE_S = 300;

const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/**
 * Whether the header signs this body: `t=<Unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`, made with the secret at
 * about this time. Takes the same time for every wrong signature.
 */
export function isSigned(
  header: string | undefined,
  body: Buffer,
  secret: string,
  nowSeconds = Date.now() / 1_000,
): boolean {
  const [, time, given] = SIGNATURE.exec(header ?? '') ?? [];
  if (time === undefined || given === undefined) return false;
  if (Math.abs(nowSeconds - Number(time)) > TOLERANCE_S) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected);
}

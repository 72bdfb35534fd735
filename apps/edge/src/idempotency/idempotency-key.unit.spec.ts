import { idempotencyKeyFrom } from './idempotency-key';

describe('idempotencyKeyFrom', () => {
  it('takes visible ASCII as it is', () => {
    expect(idempotencyKeyFrom(undefined)).toBeNull();
    expect(idempotencyKeyFrom('8e03978e-40d5-43dd-bc93-6894a57f9324')).toBe('8e03978e-40d5-43dd-bc93-6894a57f9324');
    expect(idempotencyKeyFrom('!~')).toBe('!~');
    expect(idempotencyKeyFrom('x'.repeat(255))).toHaveLength(255);
  });

  it.each(['', ' ', 'a b', 'a, b', 'ü', 'a\tb', 'x'.repeat(256)])('refuses %j and names the header', (key) => {
    expect(() => idempotencyKeyFrom(key)).toThrow(/Idempotency-Key/);
  });

  it('refuses a key that was sent twice', () => {
    expect(() => idempotencyKeyFrom(['a', 'b'])).toThrow(/Idempotency-Key/);
  });
});

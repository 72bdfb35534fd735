import { createHmac } from 'node:crypto';
import { isSigned, TOLERANCE_S } from './signature';

const secret = 'a secret of two parties';
const body = Buffer.from('{"eventId":"e1"}');
const now = 1_790_000_000;

function signature(t: number | string, over: Buffer = body, by = secret): string {
  return `t=${t},v1=${createHmac('sha256', by).update(`${t}.`).update(over).digest('hex')}`;
}

describe('the signature of a webhook', () => {
  it('is made of time, body and secret', () => {
    // Computed with openssl: printf '1790000000.{"eventId":"e1"}' | openssl dgst -sha256 -hmac 'a secret of two parties'
    const known = 't=1790000000,v1=59ee5262f0c1a679dcad989eac98c5d579e923b12d6e64ce1a61d5aa77f30670';
    expect(signature(now)).toBe(known);
    expect(isSigned(known, body, secret, now)).toBe(true);
  });

  it('holds for a few minutes before and after', () => {
    for (const t of [now - TOLERANCE_S, now + TOLERANCE_S])
      expect(isSigned(signature(t), body, secret, now)).toBe(true);
    for (const t of [now - TOLERANCE_S - 1, now + TOLERANCE_S + 1]) {
      expect(isSigned(signature(t), body, secret, now)).toBe(false);
    }
  });

  it.each([
    ['none', undefined],
    ['another body’s', signature(now, Buffer.from('{"eventId":"e2"}'))],
    ['somebody else’s', signature(now, body, 'another secret')],
    ['with another time', signature(now).replace(`t=${now}`, `t=${now + 1}`)],
    ['of another length', signature(now).slice(0, -2)],
    ['in capitals', signature(now).toUpperCase()],
    ['with something more', `${signature(now)},v1=00`],
    ['with a time that is none', signature('1e9')],
    ['nonsense', 'nonsense'],
  ])('is refused: %s', (_what, header) => {
    expect(isSigned(header, body, secret, now)).toBe(false);
  });
});

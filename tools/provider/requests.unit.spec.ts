import { Refused } from './refusal';
import { authorizeRequest, captureRequest, refundRequest, voidRequest } from './requests';

const good = { reference: 'order-1', amount: 1250, currency: 'EUR', token: 'tok_ok' };

describe('what a call takes', () => {
  it('reads a well-formed authorisation', () => {
    expect(authorizeRequest(good)).toEqual(good);
    expect(authorizeRequest({ ...good, amount: 0 }).amount).toBe(0);
  });

  it.each<[string, unknown, string]>([
    ['no body', undefined, 'body'],
    ['a list', [good], 'body'],
    ['no reference', { ...good, reference: undefined }, 'reference'],
    ['an empty reference', { ...good, reference: '' }, 'reference'],
    ['a reference of 129 characters', { ...good, reference: 'x'.repeat(129) }, 'reference'],
    ['a fraction', { ...good, amount: 12.5 }, 'amount'],
    ['a negative amount', { ...good, amount: -1 }, 'amount'],
    ['an amount in words', { ...good, amount: '1250' }, 'amount'],
    ['an amount above the limit', { ...good, amount: 1_000_000_000_001 }, 'amount'],
    ['a currency in lower case', { ...good, currency: 'eur' }, 'currency'],
    ['an unknown token', { ...good, token: 'tok_gold' }, 'token'],
    ['an unknown field', { ...good, tip: 1 }, 'tip'],
  ])('refuses %s and names the field', (_, body, field) => {
    expect(refusalOf(() => authorizeRequest(body))).toMatchObject({ status: 422, field });
  });

  it('tells an unknown token from a malformed one', () => {
    expect(refusalOf(() => authorizeRequest({ ...good, token: 'tok_gold' }))).toMatchObject({ code: 'unknown_token' });
  });

  it('takes amounts for captures and refunds, but no refund of nothing', () => {
    expect(captureRequest({ amount: 0 })).toEqual({ amount: 0 });
    expect(refundRequest({ amount: 1 })).toEqual({ amount: 1 });
    expect(refusalOf(() => refundRequest({ amount: 0 }))).toMatchObject({ field: 'amount' });
    expect(refusalOf(() => captureRequest({}))).toMatchObject({ field: 'amount' });
  });

  it('takes a void with an empty body or none, not with an amount', () => {
    expect(() => voidRequest(undefined)).not.toThrow();
    expect(() => voidRequest({})).not.toThrow();
    expect(refusalOf(() => voidRequest({ amount: 1 }))).toMatchObject({ field: 'amount' });
  });
});

function refusalOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  throw new Error('it was accepted');
}

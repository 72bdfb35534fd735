import type { PageRequest } from '@windrose/contracts';
import { Refused } from '../../backend/refused';
import { ProblemError } from '../problem/problem';
import { cursorFor, cursorFrom } from './cursor';
import { limitFrom } from './limit';
import { pagedList } from './paged-list';

const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
  } catch (error) {
    if (error instanceof ProblemError) return `${error.problem.status} ${error.problem.code}`;
    throw error;
  }
  return 'accepted';
};

describe('limit', () => {
  it('is 25 unless given', () => {
    expect(limitFrom(undefined)).toBe(25);
    expect(limitFrom('1')).toBe(1);
    expect(limitFrom('100')).toBe(100);
  });

  it.each(['0', '101', '-1', '1.5', '1e1', '', ' 5', 'ten', '0x10', '999', ['1', '2'], {}])(
    'refuses %j',
    async (given) => {
      expect(await codeOf(() => limitFrom(given))).toBe('400 invalid_parameter');
    },
  );
});

describe('cursor', () => {
  it('comes back as it was', () => {
    for (const position of ['', '42', 'ü/+=', '2026-01-01T00:00:00.000001Z|id']) {
      expect(cursorFor('orders', position)).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(cursorFrom('orders', cursorFor('orders', position))).toBe(position);
    }
    expect(cursorFrom('orders', undefined)).toBeUndefined();
  });

  it.each([
    '',
    'x',
    '!!!',
    '42',
    Buffer.from('null').toString('base64url'),
    Buffer.from('["orders"]').toString('base64url'),
    Buffer.from('["orders",1]').toString('base64url'),
    Buffer.from('[ "orders", "1" ]').toString('base64url'),
    cursorFor('products', '1'),
    `${cursorFor('orders', '1')}A`,
    cursorFor('orders', 'x'.repeat(2_000)),
    [cursorFor('orders', '1')],
  ])('refuses %j', async (given) => {
    expect(await codeOf(() => cursorFrom('orders', given))).toBe('400 invalid_cursor');
  });
});

describe('a paged list', () => {
  it('passes the cursor through and wraps the next one', async () => {
    const asked: PageRequest[] = [];
    const page = await pagedList('orders', { limit: '2', cursor: cursorFor('orders', 'a') }, async (request) => {
      asked.push(request);
      return { data: [1, 2], nextCursor: 'b' };
    });
    expect(asked).toEqual([{ limit: 2, cursor: 'a' }]);
    expect(page).toEqual({ data: [1, 2], nextCursor: cursorFor('orders', 'b') });
  });

  it('ends with null', async () => {
    expect(await pagedList('orders', {}, async () => ({ data: [], nextCursor: null }))).toEqual({
      data: [],
      nextCursor: null,
    });
  });

  it('makes a cursor that the service refuses a bad request', async () => {
    const refuse = (): Promise<never> => Promise.reject(new Refused({ code: 'invalid', detail: 'is not known' }));
    expect(await codeOf(() => pagedList('orders', {}, refuse))).toBe('400 invalid_cursor');
  });
});

import { partitionOf } from '@windrose/platform';
import { happened, step } from '../../test/fixtures';
import { APPEND_PARAMETERS } from '../schema/append/parameters';
import type { Unit } from '../unit';
import { encodeCall } from './encode-call';
import { encodeUnit } from './encode-unit';

const encoded = (...groups: Unit[][]): Record<string, string | null> => {
  const { values } = encodeCall(
    groups.map((units) => ({ units: units.map(encodeUnit), cursors: [] })),
    4,
  );
  return Object.fromEntries(Object.keys(APPEND_PARAMETERS).map((name, i) => [name, values[i] ?? null]));
};
const texts = (column: string | null | undefined): string[] => (column ?? '').split('\x1e').slice(1);

describe('encodeCall', () => {
  it('sorts streams and balances by their bytes, whatever their order in the call', () => {
    const post = (owner: string, account: string) => ({ owner, account, delta: 1 });
    const call = encoded(
      [step('b'), step('B'), step('a-1'), step('a'), step('b')],
      [{ postings: [post('sku', 'b'), post('s', 'z'), post('sku', 'a')] }],
    );
    expect(texts(call.stream_ids)).toEqual(['B', 'a', 'a-1', 'b']);
    expect(call.unit_stream).toBe('{4,1,3,2,4,0}');
    expect(call.stream_events).toBe('{1,1,1,2}');
    expect(texts(call.balance_owner)).toEqual(['s', 'sku', 'sku']);
    expect(texts(call.balance_account)).toEqual(['z', 'a', 'b']);
    expect(call.posting_balance).toBe('{3,1,2}');
    expect(call.unit_posting).toBe('{0,0,0,0,0,0,3}');
    expect(call.atom_sizes).toBe('{5,1}');
  });

  it('links every event to the one before it in its partition', () => {
    const ids = Array.from({ length: 12 }, (_, i) => `order-${i}`);
    const call = encoded(ids.map((id) => step(id, { events: happened(1, 2) })));
    const last = [0, 0, 0, 0];
    const prev = ids.flatMap((id, i) => {
      const partition = partitionOf(id, 4);
      const before = last[partition];
      last[partition] = 2 * i + 2;
      return [before, 2 * i + 1];
    });
    expect(call.event_prev).toBe(`{${prev.join(',')}}`);
    expect(call.partition_place).toBe(`{${last.join(',')}}`);
  });

  it('sends null for what a call has none of', () => {
    const call = encoded([step('a')]);
    const nulls = Object.entries(call).flatMap(([name, value]) => (value === null ? [name.split('_')[0]] : []));
    expect(new Set(nulls)).toEqual(
      new Set(['unit', 'balance', 'posting', 'cursor', 'parked', 'document', 'timer', 'job']),
    );
  });

  it('puts what is cleared before what is set, and what is completed behind what is added', () => {
    const timer = (id: string) => ({ id, kind: 'k', key: 'k', dueInMs: 1.6, data: { a: 1 } });
    const call = encoded([
      step('a', {
        setTimers: [timer('t')],
        clearTimers: ['t', 'u'],
        fireTimers: [{ id: 'v', dueAt: '2026-01-01T00:00:00Z' }],
        addJobs: [{ id: 'j', kind: 'k', key: 'k', data: undefined }],
        concludeJobs: [{ id: 'j', worker: 'w', attempt: 2 }],
        buryJobs: [{ id: 'l', worker: 'w', attempt: 3, reason: 'a\nb\u001e' }],
      }),
    ]);
    expect(texts(call.timer_ids)).toEqual(['t', 'u', 'v', 't']);
    expect(texts(call.timer_fired)).toEqual(['\x1d', '\x1d', '2026-01-01T00:00:00Z', '\x1d']);
    expect(call.timer_due_ms).toBe('{0,0,0,2}');
    expect(texts(call.job_ids)).toEqual(['j', 'j', 'l']);
    expect(texts(call.job_claim)).toEqual(['\x1d', '2/w', '3/w']);
    expect(texts(call.job_data)).toEqual(['null', '\x1d', 'a b ']);
    // The job is caused by what the unit says last.
    expect(JSON.parse(texts(call.job_meta)[0]!)).toMatchObject({ causationId: texts(call.event_ids).at(-1) });
  });

  it('refuses two keys for one stream', () => {
    expect(() => encoded([step('a')], [step('a', { stream: { id: 'a', key: 'b' } })])).toThrow(
      'the stream a is given the keys',
    );
  });
});

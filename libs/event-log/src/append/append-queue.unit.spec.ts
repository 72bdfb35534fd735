import { META, step } from '../../test/fixtures';
import type { CursorMove, Unit } from '../unit';
import { AppendQueue } from './append-queue';
import { encodeUnit } from './encode-unit';

describe('AppendQueue', () => {
  /** How many atoms go into each call. */
  const callsOf = (...atoms: { units?: Unit[]; cursors?: CursorMove[] }[]): number[] => {
    const queue = new AppendQueue();
    const ignore = (): void => undefined;
    for (const { units = [], cursors = [] } of atoms) {
      queue.add({ atom: { units: units.map(encodeUnit), cursors }, resolve: ignore, reject: ignore });
    }
    const calls: number[] = [];
    while (queue.length > 0) calls.push(queue.takeCall().length);
    return calls;
  };
  const unit = (more: Partial<Unit> = {}): { units: Unit[] } => ({ units: [step('order-1', more)] });
  const cursor = (partition: number): CursorMove => ({
    group: 'g',
    source: 's',
    partition,
    from: 0,
    to: 1,
    eventId: META.correlationId,
  });

  it('joins what is independent, also on one stream', () => {
    expect(callsOf(unit(), unit(), unit())).toEqual([3]);
    expect(callsOf()).toEqual([]);
  });

  it('keeps a call below 200 units, but never splits a group', () => {
    expect(callsOf(...Array.from({ length: 500 }, () => unit()))).toEqual([200, 200, 100]);
    const group = { units: Array.from({ length: 900 }, () => step('a')) };
    expect(callsOf(unit(), group, unit())).toEqual([1, 1, 1]);
  });

  it('keeps a call below 2 MiB', () => {
    const large = unit({ events: [{ type: 'Large', data: 'x'.repeat(250_000) }] });
    expect(callsOf(...Array.from({ length: 10 }, () => large))).toEqual([8, 2]);
    const document = unit({ documents: [{ collection: 'c', id: 'd', body: 'x'.repeat(1_500_000) }] });
    expect(callsOf(document, document)).toEqual([1, 1]);
  });

  it('lets the second of two that share what is read once wait for the next call, and all behind it', () => {
    const command = unit({ commandId: 'c' });
    expect(callsOf(command, unit(), command, unit())).toEqual([2, 2]);
    const timer = { id: 't', kind: 'k', key: 'k', dueInMs: 0, data: null };
    expect(
      callsOf(unit({ setTimers: [timer] }), unit({ fireTimers: [{ id: 't', dueAt: '2026-01-01T00:00:00Z' }] })),
    ).toEqual([1, 1]);
    expect(
      callsOf(unit({ completeJobs: ['j'] }), unit({ concludeJobs: [{ id: 'j', worker: 'w', attempt: 1 }] })),
    ).toEqual([1, 1]);
    expect(callsOf({ cursors: [cursor(0)] }, { cursors: [cursor(1)] }, { cursors: [cursor(0)] })).toEqual([2, 1]);
    // A timer and a job of one name are two things.
    expect(callsOf(unit({ clearTimers: ['x'] }), unit({ completeJobs: ['x'] }))).toEqual([2]);
  });
});

import { MirroredEvent } from '../mirror/mirrored-event';
import type { Attempt as AnyAttempt } from './batch';
import { settle, type Runs } from './settle';

const events = Array.from(
  { length: 8 },
  (_, i) => new MirroredEvent('orders', i + 1, 'evt.orders.00.k.OrderPlaced', '', Buffer.alloc(0)),
);
type Attempt = AnyAttempt<MirroredEvent>;

const DONE: Attempt = { kind: 'done', handled: 1, moves: [] };
const CONFLICT: Attempt = {
  kind: 'conflict',
  conflict: { status: 'conflict', reason: 'version', streamId: 's', actual: 1 },
};

/** Says which positions were tried together and which got through, for what the broker and the log do. */
function script(answer: (positions: number[], tries: number) => Attempt | undefined, stopAfter = 100) {
  const tried: number[][] = [];
  const done: number[] = [];
  const failed: number[] = [];
  const runs: Runs<MirroredEvent> = {
    isStopping: () => tried.length >= stopAfter,
    attempt: (run) => {
      const positions = run.map(({ position }) => position);
      tried.push(positions);
      return Promise.resolve(answer(positions, tried.length));
    },
    done: (run) => void done.push(...run.map(({ position }) => position)),
    conflicted: () => Promise.resolve(),
    failed: (event) => {
      failed.push(event.position);
      return Promise.resolve();
    },
  };
  return { runs, tried, done, failed };
}

const failure = (positions: number[], bad: number): Attempt => ({
  kind: 'failed',
  event: events[bad - 1]!,
  before: positions.indexOf(bad),
  error: new Error('no'),
});

describe('settle', () => {
  it('handles everything as one run when nothing goes wrong', async () => {
    const { runs, tried } = script(() => DONE);
    await settle(events, runs);
    expect(tried).toEqual([[1, 2, 3, 4, 5, 6, 7, 8]]);
  });

  it('decides again after a conflict, on less after the second one, and on more when it goes well', async () => {
    const { runs, tried, done } = script((_, tries) => (tries <= 3 ? CONFLICT : DONE));
    await settle(events, runs);
    expect(tried.map(({ length }) => length)).toEqual([8, 8, 4, 2, 4, 2]);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('lets what is before a failing event through, then tries that one alone until it works', async () => {
    let left = 3;
    const { runs, tried, done, failed } = script((positions) =>
      positions.includes(4) && left-- > 0 ? failure(positions, 4) : DONE,
    );
    await settle(events, runs);
    expect(tried).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3], [4, 5, 6, 7, 8], [4], [4], [5, 6], [7, 8]]);
    expect(failed).toEqual([4, 4]);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('never passes over an event that keeps failing', async () => {
    const { runs, done } = script((positions) => (positions.includes(4) ? failure(positions, 4) : DONE), 50);
    await settle(events, runs);
    expect(done).toEqual([1, 2, 3]);
  });

  it('closes in on the event whose decision can not be stored', async () => {
    const { runs, tried, failed } = script((positions) => {
      if (!positions.includes(6)) return DONE;
      return positions.length > 1 ? { kind: 'refused', error: new Error('too large') } : failure(positions, 6);
    }, 12);
    await settle(events, runs);
    expect(tried.slice(0, 3)).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
    expect(new Set(failed)).toEqual(new Set([6]));
  });

  it('blames the handler when an event alone conflicts again and again, but not for lost leases', async () => {
    const alone = [events[0]!];
    const { runs, tried, failed } = script((_, tries) => (tries <= 20 ? CONFLICT : DONE));
    await settle(alone, runs);
    expect(failed).toEqual([1]);
    expect(tried).toHaveLength(21);
    const lost = script((_, tries) =>
      tries <= 50
        ? { kind: 'conflict', conflict: { status: 'conflict', reason: 'cursor', source: 's', partition: 0 } }
        : DONE,
    );
    await settle(alone, lost.runs);
    expect(lost.failed).toEqual([]);
  });

  it('does not turn in a circle when an event alone is refused', async () => {
    const { runs, failed } = script(() => ({ kind: 'refused', error: new Error('not storable') }), 3);
    await settle([events[0]!], runs);
    expect(failed).toEqual([1, 1, 1]);
  });

  it('tries the same again when the log could not be reached', async () => {
    const { runs, tried } = script((_, tries) => (tries === 1 ? undefined : DONE));
    await settle(events, runs);
    expect(tried.map(({ length }) => length)).toEqual([8, 8]);
  });

  it('stops between two tries', async () => {
    const { runs, tried } = script(() => CONFLICT, 2);
    await settle(events, runs);
    expect(tried).toHaveLength(2);
  });
});

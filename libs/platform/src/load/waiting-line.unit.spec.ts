import { ServiceBusy } from '../errors';
import { WaitingLine } from './waiting-line';

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe('WaitingLine', () => {
  let line: WaitingLine;
  let outcomes: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    outcomes = [];
    line = new WaitingLine({ name: 'orders', max: 4, patienceMs: 1_000, standingMs: 100 });
  });
  afterEach(() => jest.useRealTimers());

  const join = (who: string): void =>
    void line.join().then(
      () => outcomes.push(`${who} goes`),
      (error: unknown) => outcomes.push(`${who}: ${error instanceof ServiceBusy ? 'busy' : String(error)}`),
    );
  const pass = async (ms: number): Promise<void> => {
    jest.advanceTimersByTime(ms);
    await settled();
  };
  /** Keeps the line from being empty for longer than a burst is. */
  const stand = async (): Promise<void> => {
    join('first');
    await pass(900);
    join('second');
    line.next();
    await pass(200);
    outcomes = [];
  };

  it('gives the turn to who has waited longest', async () => {
    for (const who of ['a', 'b']) join(who);
    expect([line.next(), line.next(), line.next()]).toEqual([true, true, false]);
    await settled();
    expect(outcomes).toEqual(['a goes', 'b goes']);
  });

  it('turns away at once who finds it full', async () => {
    for (const who of ['a', 'b', 'c', 'd']) join(who);
    expect(line.isFull).toBe(true);
    await expect(line.join()).rejects.toThrow('orders has too many requests at once');
    for (let turn = 0; turn < 4; turn++) line.next();
    expect(line.isFull).toBe(false);
  });

  it('has no patience with anybody once it was full', async () => {
    for (const who of ['a', 'b', 'c', 'd', 'e']) join(who);
    await settled();
    expect(outcomes).toEqual(['e: busy']);
    line.next();
    await pass(100);
    expect(outcomes).toEqual(['e: busy', 'a goes', 'b: busy', 'c: busy', 'd: busy']);
  });

  it('lets a burst wait for as long as the patience lasts', async () => {
    join('a');
    await pass(999);
    expect(outcomes).toEqual([]);
    await pass(1);
    expect(outcomes).toEqual(['a: busy']);
    expect(line.next()).toBe(false);
  });

  it('lets who finds it standing wait a little only', async () => {
    for (const who of ['a', 'b', 'c']) join(who);
    await pass(990);
    join('d');
    for (let turn = 0; turn < 3; turn++) line.next();
    await pass(20);
    outcomes = [];
    // Three have had their turn lately, and one waits: there is hope for another.
    join('e');
    await pass(99);
    expect(outcomes).toEqual([]);
    await pass(1);
    expect(outcomes).toEqual(['e: busy']);
    expect(line.length).toBe(1);
  });

  it('takes no more, while it stands, than have had their turn lately', async () => {
    await stand();
    // Nobody has had a turn for a while: the second, who waits, is one too many already.
    expect(line.isFull).toBe(true);
    await expect(line.join()).rejects.toBeInstanceOf(ServiceBusy);
    expect(line.length).toBe(1);
  });

  it('has no patience for a while after it stood, empty or not, and then again', async () => {
    await stand();
    line.next();
    expect(line.isFull).toBe(false);
    join('soon after');
    await pass(100);
    await pass(2_900);
    join('later');
    await pass(999);
    expect(outcomes).toEqual(['second goes', 'soon after: busy']);
    line.next();
    await settled();
    expect(outcomes.at(-1)).toBe('later goes');
  });
});

import { FakeLogs, loggedOf } from '../fixtures/fake-logs';
import { LogTail } from './log-tail';

describe('LogTail', () => {
  const logs = new FakeLogs();
  const reads: [number, number | undefined][] = [];
  const read = (after: number, upTo = Infinity) => {
    reads.push([after, upTo]);
    return Promise.resolve(logs.read('orders', after, upTo, 500).map((row) => loggedOf('orders', row)));
  };
  beforeAll(() => {
    for (let i = 0; i < 3_000; i++) logs.append('orders', 'o1', 'Happened');
  });

  it('keeps the end in memory and reads what is before it from the log', async () => {
    const tail = new LogTail(read, 0);
    await tail.catchUp();
    expect(tail.head).toBe(3_000);
    reads.length = 0;
    const positions = async (after: number) => (await tail.after(after, 10)).map(({ position }) => position);
    expect(await positions(2_995)).toEqual([2_996, 2_997, 2_998, 2_999, 3_000]);
    expect(await positions(1_000)).toEqual(Array.from({ length: 10 }, (_, i) => 1_001 + i));
    expect([await positions(3_000), await positions(4_000)]).toEqual([[], []]);
    expect(reads).toEqual([]);
    expect(await positions(995)).toEqual([996, 997, 998, 999, 1_000]);
    expect(reads).toEqual([[995, 1_000]]);
  });

  it('looks once more for those who ask while it reads', async () => {
    let release: () => void = () => undefined;
    let calls = 0;
    const tail = new LogTail(async () => {
      if (++calls === 1) await new Promise<void>((resolve) => (release = resolve));
      return [];
    }, 0);
    const first = tail.catchUp();
    const others = [tail.catchUp(), tail.catchUp()];
    release();
    await Promise.all([first, ...others]);
    expect(calls).toBe(2);
  });

  it('goes on after a read that failed', async () => {
    let fails = true;
    const tail = new LogTail((after) => {
      if (!fails) return read(after);
      return Promise.reject(new Error('down'));
    }, 2_999);
    await expect(tail.catchUp()).rejects.toThrow('down');
    fails = false;
    await tail.catchUp();
    expect(tail.head).toBe(3_000);
  });
});

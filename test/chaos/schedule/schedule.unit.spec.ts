import { SERVICES } from '@windrose/contracts';
import { CLUSTER_FAULT_KINDS, describeFault, FAULT_KINDS } from './planned-fault';
import { Deck, Random } from './random';
import { scheduleOf, type ScheduleOptions } from './schedule';

const processes = ['postgres', 'nats', 'provider', ...SERVICES, ...SERVICES.map((name) => `${name}#2`)];
const options: ScheduleOptions = { seed: 42, lengthMs: 300_000, processes };

describe('the schedule of a campaign', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(scheduleOf(options)).toEqual(scheduleOf(options));
    expect(scheduleOf({ ...options, seed: 43 })).not.toEqual(scheduleOf(options));
  });

  it('has every kind of fault, and every process is killed, in five minutes of any seed', () => {
    for (let seed = 0; seed < 50; seed++) {
      const faults = scheduleOf({ ...options, seed }).map(({ fault }) => fault);
      expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
      const killed = faults.flatMap((fault) => (fault.kind === 'kill' ? [fault.process] : []));
      expect(new Set(killed)).toEqual(new Set(processes));
    }
  });

  it("kills streams' leaders where the broker is a cluster, and only there", () => {
    const kinds = (of?: ScheduleOptions['kinds']): string[] =>
      scheduleOf({ ...options, kinds: of }).map(({ fault }) => fault.kind);
    expect(kinds(CLUSTER_FAULT_KINDS)).toContain('kill-leader');
    expect(kinds()).not.toContain('kill-leader');
  });

  it('grows in time and ends with its length; a longer one begins in the same way', () => {
    const times = scheduleOf(options).map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(options.lengthMs);
    const longer = scheduleOf({ ...options, lengthMs: 400_000 });
    expect(longer.slice(0, times.length)).toEqual(scheduleOf(options));
  });

  it('has one kind only when asked to', () => {
    const faults = scheduleOf({ ...options, kinds: ['cut'] });
    expect(faults.every(({ fault }) => fault.kind === 'cut')).toBe(true);
    expect(new Set(faults.map(({ fault }) => describeFault(fault))).size).toBeGreaterThan(20);
  });
});

describe('chance', () => {
  it('spreads evenly enough', () => {
    const random = new Random(7);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 10_000; i++) counts[random.between(0, 9)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });

  it('deals everything before anything twice', () => {
    const deck = new Deck(['a', 'b', 'c'], new Random(1));
    for (let round = 0; round < 20; round++) {
      expect(new Set([deck.deal(), deck.deal(), deck.deal()]).size).toBe(3);
    }
  });

  it('says so when there is nothing to choose from', () => {
    expect(() => new Random(1).pick([])).toThrow(RangeError);
    expect(() => new Deck([], new Random(1)).deal()).toThrow(RangeError);
  });
});

import { Pace } from './pace';

describe('a pace', () => {
  let now: number;
  const paceOf = (everyMs: number): Pace => new Pace(everyMs, () => now);

  beforeEach(() => {
    now = 1_000;
  });

  it('lets the first turn begin at once, and the next one when its time has come', () => {
    const pace = paceOf(50);
    expect(pace.waitMs).toBe(0);
    pace.begin();
    expect(pace.waitMs).toBe(50);
    now += 30;
    expect(pace.waitMs).toBe(20);
    now += 20;
    expect(pace.waitMs).toBe(0);
  });

  it('counts from a turn’s beginning: one that took long is followed at once, and owes nothing', () => {
    const pace = paceOf(50);
    pace.begin();
    now += 170;
    expect(pace.waitMs).toBe(0);
    pace.begin();
    expect(pace.waitMs).toBe(50);
  });

  it('of 0 never waits', () => {
    const pace = paceOf(0);
    pace.begin();
    expect(pace.waitMs).toBe(0);
  });
});

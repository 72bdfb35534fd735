import { Liveness } from './liveness';

describe('Liveness', () => {
  let now: number;
  let service: Liveness;

  beforeEach(() => {
    now = 1_000_000;
    service = new Liveness(() => now);
  });

  function ask(calls: number): void {
    for (let i = 0; i < calls; i++) service.asked();
  }

  it('takes a few slow calls for slow calls', () => {
    ask(7);
    now += 60_000;
    expect(service.allows()).toBe(true);
  });

  it('takes many calls without any answer for silence, and lets one through now and then to see', () => {
    ask(8);
    now += 2_000;
    expect(service.allows()).toBe(true);
    now += 1;
    expect([service.allows(), service.allows(), service.allows()]).toEqual([true, false, false]);
    now += 250;
    expect([service.allows(), service.allows()]).toEqual([true, false]);
    // Their deadlines pass. Nobody has heard anything.
    for (let i = 0; i < 8; i++) service.ended(false);
    expect(service.allows()).toBe(false);
    service.asked();
    service.ended(true);
    expect([service.allows(), service.allows()]).toEqual([true, true]);
  });

  it('takes calls whose time is over all at once for silence', () => {
    ask(8);
    now += 3_000;
    for (let i = 0; i < 8; i++) service.ended(false);
    expect([service.allows(), service.allows()]).toEqual([true, false]);
  });

  it('is kept awake by every answer', () => {
    ask(50);
    for (let i = 0; i < 10; i++) {
      now += 1_900;
      service.ended(true);
      expect(service.allows()).toBe(true);
    }
  });

  it('does not count the time before it was asked', () => {
    ask(1);
    service.ended(true);
    now += 60_000;
    ask(8);
    expect(service.allows()).toBe(true);
  });
});

import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { BURST_MS } from './burst';
import { InFlight } from './in-flight';
import { LoopDelay } from './loop-delay';

describe('InFlight', () => {
  let now: number;
  let loopDelay: LoopDelay;
  let inFlight: InFlight;

  beforeEach(() => {
    jest.useFakeTimers();
    now = 0;
    loopDelay = new LoopDelay(() => now);
    inFlight = new InFlight({ max: 8, maxWhenLate: 2, burst: 4, loopDelay, now: () => now });
  });
  afterEach(() => {
    loopDelay.stop();
    jest.useRealTimers();
  });

  const response = (): ServerResponse => new EventEmitter() as ServerResponse;
  const admit = (path = '/v1/orders', answer = response()) => inFlight.admit(path, answer);
  const isAdmitted = (path?: string): boolean => admit(path) !== null;
  /** The loop has not turned in time for so many milliseconds. */
  const beLate = (ms = BURST_MS + 1): number => (now += ms);
  const beInTime = (): void => {
    jest.advanceTimersByTime(20);
    now += 20;
    jest.advanceTimersByTime(20);
  };

  it('admits as many as there is room for, and probes in any case', () => {
    for (let i = 0; i < 8; i++) expect(isAdmitted()).toBe(true);
    expect(isAdmitted()).toBe(false);
    expect(['/livez', '/readyz', '/metrics'].map(isAdmitted)).toEqual([true, true, true]);
  });

  it('has room again when an answer has gone, or its client', () => {
    const first = response();
    admit('/v1/orders', first);
    for (let i = 0; i < 7; i++) admit();
    expect(isAdmitted()).toBe(false);
    first.emit('close');
    expect([isAdmitted(), isAdmitted()]).toEqual([true, false]);
  });

  it('lets a burst pass, however late that makes the process, but not for ever', () => {
    beLate(BURST_MS - 100);
    expect([1, 2, 3].map(() => isAdmitted())).toEqual([true, true, true]);
    beLate(200);
    expect(isAdmitted()).toBe(false);
  });

  it('works on fewer at once as soon as it is late with more than a burst', () => {
    const answers = [1, 2, 3, 4].map(() => response());
    for (const answer of answers) admit('/v1/orders', answer);
    beLate(250);
    const one = response();
    expect(admit('/v1/orders', one)).not.toBeNull();
    beLate(1);
    expect(isAdmitted()).toBe(false);
    for (const answer of [...answers, one]) answer.emit('close');
    expect([1, 2, 3].map(() => isAdmitted())).toEqual([true, true, false]);
  });

  it('works on fewer until there was room for all for a while, in time again or not', () => {
    beLate();
    expect([1, 2, 3].map(() => isAdmitted())).toEqual([true, true, false]);
    beInTime();
    now += 900;
    expect(isAdmitted()).toBe(false);
    now += 900;
    beInTime();
    now += 100;
    expect([1, 2].map(() => isAdmitted())).toEqual([true, true]);
  });

  it('does not count as work what is held', () => {
    beLate();
    admit()?.hold();
    expect([1, 2, 3].map(() => isAdmitted())).toEqual([true, true, false]);
  });

  it('counts what was held once only when it ends', () => {
    beLate();
    const held = response();
    const admitted = admit('/v1/orders', held);
    admitted?.hold();
    admitted?.hold();
    held.emit('close');
    expect([1, 2, 3].map(() => isAdmitted())).toEqual([true, true, false]);
  });
});

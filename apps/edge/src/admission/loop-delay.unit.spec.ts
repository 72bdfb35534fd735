import { LoopDelay } from './loop-delay';

describe('LoopDelay', () => {
  let now: number;
  let delay: LoopDelay;

  beforeEach(() => {
    jest.useFakeTimers();
    now = 1_000;
    delay = new LoopDelay(() => now);
  });
  afterEach(() => {
    delay.stop();
    jest.useRealTimers();
  });

  /** Turns of the loop that take so many milliseconds each. */
  function turns(count: number, ms: number): void {
    for (let i = 0; i < count; i++) {
      now += ms;
      jest.advanceTimersByTime(20);
    }
  }

  it('is not late while turns come in time', () => {
    turns(100, 20 + 50);
    expect(delay.lateMs).toBe(0);
  });

  it('adds up turns that come late, up to the first one in time', () => {
    turns(10, 20);
    turns(3, 100);
    expect(delay.lateMs).toBe(300);
    turns(1, 60);
    expect(delay.lateMs).toBe(0);
  });

  it('sees that a turn takes long before it is over', () => {
    turns(1, 20);
    now += 250;
    expect(delay.lateMs).toBe(250);
  });
});

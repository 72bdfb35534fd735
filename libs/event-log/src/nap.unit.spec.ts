import { Nap } from './nap';

const HOUR = 3_600_000;

describe('Nap', () => {
  it('ends when there may be work', async () => {
    const nap = new Nap();
    const sleeping = nap.sleep(HOUR);
    nap.wake();
    await sleeping;
  });

  it('remembers a signal that came before it, once', async () => {
    const nap = new Nap();
    nap.wake();
    nap.wake();
    await nap.sleep(HOUR);
    let awake = false;
    const second = nap.sleep(HOUR).then(() => (awake = true));
    await new Promise(setImmediate);
    expect(awake).toBe(false);
    nap.end();
    await second;
  });

  it('rests whatever work there is, and has not forgotten it afterwards', async () => {
    const nap = new Nap();
    let rested = false;
    const resting = nap.rest(5).then(() => (rested = true));
    nap.wake();
    await new Promise(setImmediate);
    expect(rested).toBe(false);
    await resting;
    await nap.sleep(HOUR);
  });

  it('ends for good', async () => {
    const nap = new Nap();
    const resting = nap.rest(HOUR);
    expect(nap.ended).toBe(false);
    nap.end();
    await resting;
    expect(nap.ended).toBe(true);
    await nap.sleep(HOUR);
    await nap.rest(HOUR);
  });
});

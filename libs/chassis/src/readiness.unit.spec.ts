import { Readiness } from './readiness';

describe('readiness', () => {
  it('is ready when every check finds nothing wrong', async () => {
    const readiness = new Readiness();
    readiness.add('database', () => null);
    readiness.add('broker', () => Promise.resolve(null));
    expect(await readiness.report()).toEqual({ ready: true, checks: { database: 'ok', broker: 'ok' } });
  });

  it('names what is wrong, also when a check throws', async () => {
    const readiness = new Readiness();
    readiness.add('database', () => Promise.reject(new Error('connection refused')));
    readiness.add('mirror', () => 'the stream holds other events');
    expect(await readiness.report()).toEqual({
      ready: false,
      checks: { database: 'connection refused', mirror: 'the stream holds other events' },
    });
  });

  it('does not wait for a check that hangs', async () => {
    jest.useFakeTimers();
    try {
      const readiness = new Readiness();
      readiness.add('broker', () => new Promise(() => undefined));
      const report = readiness.report();
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await report).toEqual({ ready: false, checks: { broker: 'no answer within 2000 ms' } });
    } finally {
      jest.useRealTimers();
    }
  });
});

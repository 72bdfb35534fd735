import { ServiceUnavailable } from './errors';
import { within } from './within';

describe('within', () => {
  it('gives what comes in time, and fails as it fails', async () => {
    await expect(within(1_000, 'it', Promise.resolve(7))).resolves.toBe(7);
    await expect(within(1_000, 'it', Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  });

  it('says what did not come, and lets it fail later without a word', async () => {
    let fail: (error: Error) => void = () => undefined;
    const slow = new Promise<never>((_, reject) => (fail = reject));
    await expect(within(5, 'the log', slow)).rejects.toThrow(new ServiceUnavailable('the log: no answer within 5 ms'));
    fail(new Error('too late for anybody to see'));
    await new Promise(setImmediate);
  });
});

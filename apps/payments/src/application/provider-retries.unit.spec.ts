import { RetryLater } from '@windrose/event-log';
import { ProviderOutcomeUnknown, ProviderUnavailable } from './payment-provider';
import { askProvider } from './provider-retries';

const away = [new ProviderUnavailable('it answered 503'), new ProviderOutcomeUnknown('socket closed')];

describe('asking the provider', () => {
  it('passes on its answer', async () => {
    await expect(askProvider(1, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it.each(away)('lets the first tries count: $message', async (error) => {
    for (const attempt of [1, 4]) await expect(askProvider(attempt, () => Promise.reject(error))).rejects.toBe(error);
  });

  it.each(away)('then tries steadily, for ever: $message', async (error) => {
    for (const attempt of [5, 6, 1_000]) {
      const thrown = await askProvider(attempt, () => Promise.reject(error)).catch((reason: unknown) => reason);
      expect(thrown).toBeInstanceOf(RetryLater);
      expect((thrown as RetryLater).afterMs).toBeGreaterThanOrEqual(5_000);
      expect((thrown as RetryLater).afterMs).toBeLessThanOrEqual(10_000);
    }
  });

  it('lets any other failure count', async () => {
    const mistake = new Error('a mistake');
    await expect(askProvider(1_000, () => Promise.reject(mistake))).rejects.toBe(mistake);
  });
});

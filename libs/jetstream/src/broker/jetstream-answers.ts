import type { BrokerConnection } from './connection';

/**
 * Whether a server answers for its JetStream, whatever it says. To be asked as a user who may use JetStream's API.
 * @param withinMs the longest that an answer may take, in milliseconds
 */
export async function jetStreamAnswers(broker: BrokerConnection, withinMs: number): Promise<boolean> {
  if (!broker.connected) return false;
  try {
    await broker.nats.request('$JS.API.INFO', undefined, { timeout: withinMs });
    return true;
  } catch {
    return false;
  }
}

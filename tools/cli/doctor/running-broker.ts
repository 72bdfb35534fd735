import { jetStreamAnswers } from '@windrose/jetstream';
import { messageOf } from '@windrose/platform';
import { withBroker } from '../broker';
import type { System } from '../find-system';
import { fail, ok, type Check } from './check';

const NAME = 'JetStream';
const ANSWER_MS = 3_000;
const ADVICE = 'make room where its streams are stored, then restart it (the launcher does); its log says more';

/** Whether the running system's broker does more than answer: a full disk disables its JetStream, and nothing else. */
export async function jetStreamCheck(system: System): Promise<Check> {
  if (system.run === null || !system.isLauncherRunning) return ok(NAME, 'no running system to ask');
  try {
    const answers = await withBroker(system, (broker) => jetStreamAnswers(broker, ANSWER_MS));
    return answers ? ok(NAME, 'answers') : fail(NAME, "nats-server answers, its JetStream doesn't", ADVICE);
  } catch (error) {
    return fail(NAME, messageOf(error), 'see logs/nats.log in the home');
  }
}

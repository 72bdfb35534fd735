import type { ParkedEntry } from '@windrose/contracts';
import { jetStreamAnswers, mirrorStatus, type BrokerConnection, type MirrorStatus } from '@windrose/jetstream';
import { messageOf } from '@windrose/platform';
import type { EventLog } from '@windrose/event-log';
import { withBroker } from '../broker';
import { Failure } from '../failure';
import type { System } from '../find-system';
import { withLogs } from '../open-log';
import { consumerStates, type ConsumerState } from './consumer-lag';
import { logFacts, type LogFacts } from './log-facts';
import { projectionLags, type ProjectionLags } from './projection-lag';
import { serviceStates, type ServiceState } from './service-states';

export type LogState = Pick<LogFacts, 'service' | 'logId' | 'head' | 'lastEventAt'>;

export interface StatusReport extends ProjectionLags {
  readonly services: readonly ServiceState[];
  readonly logs: readonly LogState[];
  readonly mirrors: readonly MirrorStatus[];
  readonly consumers: readonly ConsumerState[];
  readonly parked: readonly ParkedEntry[];
  /** What couldn't be read, so that the rest is still told: a status is asked for when something is down. */
  readonly problems: readonly string[];
}

type FromDatabase = Omit<StatusReport, 'services' | 'problems'>;

const ANSWER_MS = 3_000;

const NOTHING: FromDatabase = { logs: [], mirrors: [], consumers: [], projections: [], rebuilds: [], parked: [] };

/** @throws Failure when nothing at all is to be found out */
export async function statusReport(system: System): Promise<StatusReport> {
  const problems: string[] = [];
  const noting =
    <T>(instead: T) =>
    (error: unknown): T => {
      problems.push(messageOf(error));
      return instead;
    };
  const [services, rest] = await Promise.all([
    serviceStates(system),
    withLogs(system, undefined, (logs) => fromDatabase(system, logs, noting([]))).catch(noting(NOTHING)),
  ]);
  if (services.length === 0 && rest.logs.length === 0)
    throw new Failure(problems[0] ?? 'there are no logs', 'no_system');
  return { services, ...rest, problems };
}

async function fromDatabase(
  system: System,
  logs: readonly EventLog[],
  noMirrors: (error: unknown) => MirrorStatus[],
): Promise<FromDatabase> {
  const facts = await Promise.all(logs.map(logFacts));
  const [consumers, mirrors] = await Promise.all([
    consumerStates(logs, facts),
    withBroker(system, (broker) => mirrorsOf(logs, broker)).catch(noMirrors),
  ]);
  return {
    logs: facts.map(({ service, logId, head, lastEventAt }) => ({ service, logId, head, lastEventAt })),
    mirrors,
    consumers,
    ...projectionLags(facts),
    parked: facts.flatMap(({ parked }) => parked),
  };
}

/** Why there is no answer is worth a second question: a timeout alone would send people to the wrong place. */
async function mirrorsOf(logs: readonly EventLog[], broker: BrokerConnection): Promise<MirrorStatus[]> {
  try {
    return await Promise.all(logs.map((log) => mirrorStatus(log, broker)));
  } catch (error) {
    if (!broker.connected || (await jetStreamAnswers(broker, ANSWER_MS))) throw error;
    throw new Failure("nats-server answers, but its JetStream doesn't: is its disk full?", 'no_jetstream');
  }
}

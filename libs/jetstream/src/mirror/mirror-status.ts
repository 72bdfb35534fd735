import { streamNameOf, type Service } from '@windrose/contracts';
import type { BrokerConnection } from '../broker/connection';
import { StreamApi } from '../broker/stream-api';
import { compareIdentity } from './identity-check';
import type { MirroredLog } from './mirrored-log';

/** How a log's mirror stands, as an operator wants to know it. */
export interface MirrorStatus {
  readonly service: Service;
  readonly stream: string;
  /** `behind`: a running relay is publishing the rest. */
  readonly state: 'equal' | 'behind' | 'missing' | 'diverged';
  readonly head: number;
  /** First and last sequence of the stream; 0 when it is empty or missing. */
  readonly first: number;
  readonly last: number;
  readonly lag: number;
  /** What the stream takes on the broker's disk. */
  readonly bytes: number;
  /** What is wrong, if it has diverged. */
  readonly reason: string | null;
}

/** Compares head and last event only; `verifyMirror` compares everything. */
export async function mirrorStatus(
  log: Pick<MirroredLog, 'service' | 'logId' | 'head' | 'eventAt'>,
  broker: BrokerConnection,
): Promise<MirrorStatus> {
  const api = new StreamApi(broker);
  const stream = streamNameOf(log.service);
  const info = await api.info(stream);
  const standing = await compareIdentity(log, api, info);
  const head = await log.head();
  const last = info?.state.last_seq ?? 0;
  const lag = Math.max(0, head - last);
  return {
    service: log.service,
    stream,
    state: standing.kind === 'agreeing' ? (lag === 0 ? 'equal' : 'behind') : standing.kind,
    head,
    first: last === 0 ? 0 : (info?.state.first_seq ?? 0),
    last,
    lag,
    bytes: info?.state.bytes ?? 0,
    reason: standing.kind === 'diverged' ? standing.reason : null,
  };
}

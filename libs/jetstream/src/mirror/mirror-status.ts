import { streamNameOf, type Service } from '@windrose/contracts';
import type { BrokerConnection } from '../broker/connection';
import { StreamApi } from '../broker/stream-api';
import { compareIdentity, type Standing } from './identity-check';
import type { MirroredLog } from './mirrored-log';

/** How a log's mirror stands, as an operator wants to know it. */
export interface MirrorStatus {
  readonly service: Service;
  readonly stream: string;
  /** `behind`: a running relay is publishing the rest. `damaged`: messages within it are gone. */
  readonly state: 'equal' | 'behind' | 'missing' | 'damaged' | 'diverged';
  readonly head: number;
  /** First and last sequence of the stream; 0 when it is empty or missing. */
  readonly first: number;
  readonly last: number;
  readonly lag: number;
  /** What the stream takes on the broker's disk. */
  readonly bytes: number;
  /** What is wrong, if it is damaged or has diverged. */
  readonly reason: string | null;
}

/** A stray message stops a relay at once, so it is among the last that were on their way together. */
const COMPARED = 256;

/** Compares heads and last events only; `verifyMirror` compares everything. */
export async function mirrorStatus(
  log: Pick<MirroredLog, 'service' | 'logId' | 'head' | 'identity' | 'eventsAt'>,
  broker: BrokerConnection,
): Promise<MirrorStatus> {
  const api = new StreamApi(broker);
  const stream = streamNameOf(log.service);
  const info = await api.info(stream);
  const standing = await compareIdentity(log, api, info, (info?.state.last_seq ?? 0) - COMPARED);
  const head = await log.head();
  const last = info?.state.last_seq ?? 0;
  const lag = Math.max(0, head - last);
  return {
    service: log.service,
    stream,
    state: stateOf(standing, lag),
    head,
    first: last === 0 ? 0 : (info?.state.first_seq ?? 0),
    last,
    lag,
    bytes: info?.state.bytes ?? 0,
    reason: 'reason' in standing ? standing.reason : null,
  };
}

function stateOf({ kind }: Standing, lag: number): MirrorStatus['state'] {
  switch (kind) {
    case 'agreeing':
      return lag === 0 ? 'equal' : 'behind';
    case 'replaced':
      return 'diverged';
    case 'missing':
    case 'damaged':
    case 'diverged':
      return kind;
    default:
      return kind satisfies never;
  }
}

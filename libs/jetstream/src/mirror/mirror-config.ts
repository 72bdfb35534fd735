import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { eventSubjectsOf, streamNameOf, type Service } from '@windrose/contracts';
import { mirrorDescription } from './log-identity';

/** What an operator may choose about a mirror. The rest is what makes it one. */
export interface MirrorOptions {
  /** Milliseconds that messages are kept. The log keeps events for ever. Default 7 days. */
  readonly maxAgeMs?: number;
  /** Bytes that messages may take on disk, the oldest go first; -1 for no limit. Default -1. */
  readonly maxBytes?: number;
  /** Copies in a cluster, 1 to 5. Default 1. */
  readonly replicas?: number;
  /** Milliseconds in which the broker drops a second message with the same id. Default 2 minutes. */
  readonly duplicateWindowMs?: number;
  /** The broker refuses to delete single messages. It can't be switched off again on an existing stream. Default true. */
  readonly deleteGuard?: boolean;
  /** The stream is provisioned by other tools: it is used as it is, never created or changed. Default false. */
  readonly bindOnly?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const NANOS_PER_MS = 1_000_000;

/** The settings that we declare and compare. `metadata` would need 2.10, so the log's identity is in the description. */
export type MirrorConfig = Pick<
  StreamConfig,
  | 'name'
  | 'description'
  | 'subjects'
  | 'storage'
  | 'retention'
  | 'discard'
  | 'deny_delete'
  | 'max_age'
  | 'max_bytes'
  | 'max_msgs'
  | 'max_msgs_per_subject'
  | 'max_msg_size'
  | 'duplicate_window'
  | 'num_replicas'
>;

export function mirrorConfig(service: Service, logId: string, options: MirrorOptions = {}): MirrorConfig {
  const maxAgeMs = options.maxAgeMs ?? 7 * DAY_MS;
  return {
    name: streamNameOf(service),
    description: mirrorDescription(service, logId),
    subjects: [eventSubjectsOf(service)],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    // A gap in the sequences would be an event that consumers never see.
    deny_delete: options.deleteGuard ?? true,
    max_age: maxAgeMs * NANOS_PER_MS,
    max_bytes: options.maxBytes ?? -1,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_msg_size: -1,
    duplicate_window: Math.min(options.duplicateWindowMs ?? 120_000, maxAgeMs) * NANOS_PER_MS,
    num_replicas: options.replicas ?? 1,
  };
}

export interface Difference {
  readonly setting: keyof MirrorConfig;
  readonly wanted: unknown;
  readonly found: unknown;
}

/** Where a stream differs from what was declared. Settings that we don't declare are the operator's business. */
export function differences(wanted: Partial<MirrorConfig>, found: Partial<StreamConfig>): Difference[] {
  return (Object.keys(wanted) as (keyof MirrorConfig)[])
    .map((setting) => ({ setting, wanted: wanted[setting], found: found[setting] }))
    .filter((pair) => JSON.stringify(pair.wanted) !== JSON.stringify(pair.found));
}

/** What a stream needs to be a mirror at all, whoever provisioned it: all events, in their order, none replaced. */
export function essentialsOf({
  subjects,
  retention,
  discard,
  max_msgs_per_subject,
}: MirrorConfig): Partial<MirrorConfig> {
  return { subjects, retention, discard, max_msgs_per_subject };
}

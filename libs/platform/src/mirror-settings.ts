import { choiceFrom, integerFrom, type Env } from './env';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How an app's mirror is declared. Fields say the variable they come from. */
export interface MirrorSettings {
  /** MIRROR_MAX_AGE_MS: how long the broker keeps messages. Default 7 days. */
  readonly maxAgeMs: number;
  /** MIRROR_MAX_BYTES: what they may take on its disk, the oldest go first; -1, the default, is no limit. */
  readonly maxBytes: number;
  /** MIRROR_REPLICAS: copies in a cluster. Default 1. */
  readonly replicas: number;
  /** MIRROR_DECLARED_BY `operator` instead of `service`: the stream is provisioned by other tools and used as it is. */
  readonly bindOnly: boolean;
  /** MIRROR_DELETE_GUARD `off` instead of `on`: single messages may be deleted. */
  readonly deleteGuard: boolean;
}

/** @throws ConfigError naming the variable */
export function mirrorSettings(env: Env): MirrorSettings {
  return {
    maxAgeMs: integerFrom(env, 'MIRROR_MAX_AGE_MS', { min: 1_000, max: 36_500 * DAY_MS, fallback: 7 * DAY_MS }),
    maxBytes: integerFrom(env, 'MIRROR_MAX_BYTES', { min: -1, max: Number.MAX_SAFE_INTEGER, fallback: -1 }),
    replicas: integerFrom(env, 'MIRROR_REPLICAS', { min: 1, max: 5, fallback: 1 }),
    bindOnly: choiceFrom(env, 'MIRROR_DECLARED_BY', ['service', 'operator'], 'service') === 'operator',
    deleteGuard: choiceFrom(env, 'MIRROR_DELETE_GUARD', ['on', 'off'], 'on') === 'on',
  };
}

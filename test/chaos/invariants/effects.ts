import { SERVICES, type Service } from '@windrose/contracts';
import type { Invariant } from './invariant';
import { STOCK_NOTICES } from './stock-notices';

/** An event, and the event of another service that it is the effect of. */
interface Effect {
  readonly position: number;
  readonly type: string;
  readonly streamId: string;
  readonly recordedAt: string;
  readonly source: Service;
  readonly cause: number;
  readonly partition: number;
}

/** Its consumers only take note; letters are composed by jobs, which may overtake each other. */
const BY_JOBS: readonly Service[] = ['notifications'];

export const effectsOnceInOrder: Invariant = {
  name: "every source event takes effect once, and each partition's in its order",
  async check({ database }) {
    let checked = 0;
    const violations: string[] = [];
    for (const service of SERVICES) {
      const effects = (await database.query<Effect>(effectsOf(service), [STOCK_NOTICES])).rows;
      checked += effects.length;
      const flaws = [...repeated(effects), ...(BY_JOBS.includes(service) ? [] : outOfOrder(effects))];
      violations.push(...flaws.map((flaw) => `${service}: ${flaw}`));
    }
    return { checked, violations };
  },
};

/**
 * Without what inventory tells about stocks: that is seen in a look of its own some time after the reservation that it
 * names as its cause, and `stockToldOnce` is about it.
 */
function effectsOf(service: Service): string {
  const sources = SERVICES.filter((source) => source !== service).map(
    (source) => `select '${source}' as source, event_id, position, partition from ${source}.events`,
  );
  return `
    select e.position::int, e.type, e.stream_id as "streamId", e.recorded_at::text as "recordedAt", c.source,
      c.position::int as cause, c.partition
    from ${service}.events e join (${sources.join(' union all ')}) c on c.event_id::text = e.meta->>'causationId'
    where e.type <> all ($1)
    order by e.position`;
}

/** What one event leads to is written at once, and never again. */
export function repeated(effects: readonly Effect[]): string[] {
  const first = new Map<string, Effect>();
  return effects.flatMap((effect) => {
    const cause = `${effect.source} ${effect.cause}`;
    const earlier = first.get(cause);
    if (earlier === undefined) {
      first.set(cause, effect);
      return [];
    }
    if (earlier.recordedAt === effect.recordedAt) return [];
    return [
      `${cause} took effect at ${earlier.position} (${earlier.type}) and again at ${effect.position} (${effect.type})`,
    ];
  });
}

export function outOfOrder(effects: readonly Effect[]): string[] {
  const last = new Map<string, Effect>();
  return effects.flatMap((effect) => {
    const line = `${effect.source}/${effect.partition}`;
    const before = last.get(line);
    last.set(line, effect);
    if (before === undefined || before.cause <= effect.cause) return [];
    return [
      `${line}: ${before.cause} took effect at ${before.position}, ${effect.cause} only after it at ${effect.position}`,
    ];
  });
}

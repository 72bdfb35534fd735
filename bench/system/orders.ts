import type { Figure } from '../figure';
import { percentile } from '../statistics';
import { paced, saturate } from './load';
import { timesOf, untilCount } from './outcomes';
import { spent, usageByProcess } from './processor-time';
import type { Placed, Shop } from './shop';
import type { System } from './system';

const CONCURRENCY = 128;
const WARM_UP_SECONDS = 15;

/** The first one or two thousand orders cost several times what later ones do: they pay for compiling the hot paths. */
export async function warmUp(system: System, shop: Shop): Promise<void> {
  const before = (await timesOf(system.run.databaseUrl, 'OrderPlaced')).size;
  const placed = await saturate(shop, { seconds: WARM_UP_SECONDS, concurrency: CONCURRENCY });
  await untilCount(system.run.databaseUrl, 'OrderCompleted', before + placed.length);
}

/** (e) Milliseconds from the POST to the confirmation in the log, at a fixed rate. */
export async function latency(system: System, shop: Shop, perSecond: number, seconds: number): Promise<Figure[]> {
  const before = (await timesOf(system.run.databaseUrl, 'OrderPlaced')).size;
  const placed = await paced(shop, { seconds, perSecond });
  await untilCount(system.run.databaseUrl, 'OrderCompleted', before + placed.length);
  const confirmed = await timesOf(system.run.databaseUrl, 'OrderConfirmed');
  const waits = placed.map(({ id, sentAt }) => confirmed.get(id)! - sentAt);
  const isMarked = perSecond === 100;
  return [
    {
      benchmark: `e confirmed at ${perSecond}/s, p50`,
      value: percentile(waits, 0.5),
      unit: 'ms',
      ...(isMarked ? { mark: { max: 15 } } : {}),
    },
    {
      benchmark: `e confirmed at ${perSecond}/s, p99`,
      value: percentile(waits, 0.99),
      unit: 'ms',
      ...(isMarked ? { mark: { max: 60 } } : {}),
    },
  ];
}

/** (e, f) As many orders as the machine takes: accepted, confirmed and completed per second, and what each one costs. */
export async function saturation(system: System, shop: Shop, seconds: number): Promise<Figure[]> {
  const { databaseUrl } = system.run;
  const before = (await timesOf(databaseUrl, 'OrderPlaced')).size;
  const usedBefore = usageByProcess(system.run);
  const began = Date.now();
  const placed = await saturate(shop, { seconds, concurrency: CONCURRENCY });
  const accepted = placed.length / secondsSince(began);
  await untilCount(databaseUrl, 'OrderCompleted', before + placed.length);
  const cost = spent(usedBefore, usageByProcess(system.run));
  return [
    { benchmark: 'f accepted while the saga runs', value: accepted, unit: 'orders/s', mark: { min: 900 } },
    await reached(databaseUrl, 'OrderConfirmed', placed, began, { min: 700 }),
    await reached(databaseUrl, 'OrderCompleted', placed, began, { min: 450 }),
    ...[...cost].map(([name, ms]): Figure => ({
      benchmark: `e CPU of ${name}`,
      value: ms / placed.length,
      unit: 'ms/order',
    })),
    { benchmark: 'e CPU in all', value: sum(cost.values()) / placed.length, unit: 'ms/order' },
  ];
}

/** Orders per second from the first request to the last order's event. */
async function reached(
  databaseUrl: string,
  type: string,
  placed: readonly Placed[],
  began: number,
  mark: { readonly min: number },
): Promise<Figure> {
  const times = await timesOf(databaseUrl, type);
  const last = placed.reduce((latest, { id }) => Math.max(latest, times.get(id)!), 0);
  const step = type === 'OrderConfirmed' ? 'confirmed' : 'completed';
  return {
    benchmark: `e ${step} at saturation`,
    value: placed.length / ((last - began) / 1_000),
    unit: 'orders/s',
    mark,
  };
}

function secondsSince(began: number): number {
  return (Date.now() - began) / 1_000;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Placed, Shop } from './shop';

/** Keeps `concurrency` orders under way until `seconds` have passed. */
export async function saturate(
  shop: Shop,
  { seconds, concurrency }: { seconds: number; concurrency: number },
): Promise<Placed[]> {
  const until = Date.now() + seconds * 1_000;
  const placed: Placed[] = [];
  let n = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (Date.now() < until) placed.push(await shop.place(n++));
    }),
  );
  return placed;
}

/** Places orders at a fixed rate, whatever the answers take: a slow system is not spared. */
export async function paced(
  shop: Shop,
  { seconds, perSecond }: { seconds: number; perSecond: number },
): Promise<Placed[]> {
  const began = Date.now();
  const total = seconds * perSecond;
  const answers: Promise<Placed>[] = [];
  for (let n = 0; n < total; n++) {
    const wait = began + (n * 1_000) / perSecond - Date.now();
    if (wait > 0) await sleep(wait);
    answers.push(shop.place(n));
  }
  return Promise.all(answers);
}

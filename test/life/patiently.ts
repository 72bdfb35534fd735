import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client, Problem } from '../system/client';

/** Milliseconds between two tries, and how many there are at most: longer than any overload of a test's machine. */
const WAIT_MS = 500;
const MOST_TRIES = 60;

/** Reads; asks again as long as the answer is "not now". */
export function getPatiently<Body>(by: Client, path: string): Promise<Answer<Body>> {
  return patiently(() => by.get<Body>(path));
}

/** Acts, once: whoever is told "not now" asks again under the same key, as clients do on a busy system. */
export function postPatiently<Body>(by: Client, path: string, body: unknown): Promise<Answer<Body>> {
  const headers = { 'idempotency-key': randomUUID() };
  return patiently(() => by.post<Body>(path, body, headers));
}

async function patiently<Body>(ask: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (!isNotNow(answer) || tries === MOST_TRIES) return answer;
    await sleep(WAIT_MS);
  }
}

function isNotNow({ status, body }: Answer<unknown>): boolean {
  const { code } = (body ?? {}) as Partial<Problem>;
  return status === 429 || status === 503 || code === 'idempotency_in_progress';
}

import { newId } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure';
import type { HttpClient } from './http-client';

const TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * A POST that takes effect once although it may have to be sent again, because its answer was lost: all tries have one
 * `Idempotency-Key`.
 * @throws as `HttpClient.ask` for the last of three tries; an error answer is the last
 */
export async function askOnce<T>(client: HttpClient, path: string, body?: unknown): Promise<T> {
  const headers = { 'idempotency-key': newId() };
  for (let tries = 1; ; tries++) {
    try {
      return await client.ask<T>(path, { method: 'POST', body, headers });
    } catch (error) {
      if (tries === TRIES || !(error instanceof Failure && error.code === 'unreachable')) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

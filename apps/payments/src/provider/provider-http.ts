import { messageOf } from '@windrose/platform';
import { Pool, type Dispatcher } from 'undici';
import { ProviderOutcomeUnknown, ProviderUnavailable } from '../application/payment-provider';

export interface ProviderHttpOptions {
  /** Calls under way at once, each on a connection of its own. Default: as many as there are jobs under way. */
  readonly connections?: number;
  /** Milliseconds that the provider has for the start of its answer, and again for each part of it. Default 5,000. */
  readonly timeoutMs?: number;
}

export interface ProviderReply {
  readonly status: number;
  /** The parsed body; undefined where it isn't JSON. */
  readonly body: unknown;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly idempotencyKey?: string;
  readonly signal: AbortSignal;
}

const CONNECT_TIMEOUT_MS = 2_000;

/** Failures before the first byte could leave: the provider has never heard of the call. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
]);

/** What says "not now" instead of answering. */
const NOT_TAKEN_UP = new Set([429, 503]);

/**
 * HTTP to the provider over connections that are kept. Pipelining is 1: behind a slow answer on the same connection
 * every other one would wait too.
 */
export class ProviderHttp {
  private readonly pool: Pool;
  private readonly basePath: string;

  constructor(baseUrl: string, { connections, timeoutMs = 5_000 }: ProviderHttpOptions = {}) {
    const { origin, pathname } = new URL(baseUrl);
    this.basePath = pathname.replace(/\/+$/, '');
    this.pool = new Pool(origin, {
      connections: connections ?? null,
      pipelining: 1,
      connectTimeout: CONNECT_TIMEOUT_MS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  }

  /**
   * One call, one answer, whatever it says.
   * @throws ProviderUnavailable when the call was not taken up, ProviderOutcomeUnknown when the answer was lost
   */
  async call(call: Call): Promise<ProviderReply> {
    const { statusCode, body } = await this.request(call).catch(rethrow);
    const text = await body.text().catch(rethrow);
    if (NOT_TAKEN_UP.has(statusCode)) throw new ProviderUnavailable(`it answered ${statusCode}`);
    if (statusCode >= 500) throw new ProviderOutcomeUnknown(`it answered ${statusCode}`);
    return { status: statusCode, body: parsed(text) };
  }

  /** Lets the calls under way end. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private request({ method, path, body, idempotencyKey, signal }: Call): Promise<Dispatcher.ResponseData> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    const content = body === undefined ? undefined : JSON.stringify(body);
    return this.pool.request({ method, path: this.basePath + path, headers, body: content, signal });
  }
}

function rethrow(error: unknown): never {
  const reason = messageOf(error);
  if (NEVER_SENT.has(codeOf(error))) throw new ProviderUnavailable(reason, { cause: error });
  throw new ProviderOutcomeUnknown(reason, { cause: error });
}

function codeOf(error: unknown): string {
  // A host with several addresses fails with one error for each of them.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

import type { InputError } from '@windrose/contracts';
import type { Cli, GlobalOptions } from './cli';
import { Failure } from './failure';
import type { System } from './find-system';
import { operatorToken } from './operator-token';

export interface HttpRequest {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the client's token. Null: none is sent. */
  readonly token?: string | null;
  /** Milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
}

export interface HttpAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined when the answer has no body, as a 304. */
  readonly body: T | undefined;
}

/** An error answer, told in the words of its problem+json. */
export class Refused extends Failure {
  constructor(
    readonly status: number,
    /** Seconds after which another try makes sense, if the answer says so. */
    readonly retryAfterSeconds: number | null,
    message: string,
    code: string,
    problem: unknown,
  ) {
    super(message, code, { status, problem });
  }
}

interface Problem {
  readonly detail?: string;
  readonly title?: string;
  readonly code?: string;
  readonly errors?: readonly InputError[];
}

const TIMEOUT_MS = 15_000;

/** Calls to one edge. */
export class HttpClient {
  constructor(
    private readonly system: System,
    /** Asked for each call: a signed token doesn't outlive a long watch. */
    private readonly token: () => Promise<string>,
  ) {}

  /** As `send`, for calls whose answer always has a body. */
  async ask<T>(path: string, request: HttpRequest = {}): Promise<T> {
    const { body } = await this.send<T>(path, request);
    if (body === undefined) throw new Failure(`${request.method ?? 'GET'} ${path}: the answer is empty`, 'bad_answer');
    return body;
  }

  /** @throws Refused for an error answer, Failure when there is none */
  async send<T>(path: string, request: HttpRequest = {}): Promise<HttpAnswer<T>> {
    const { method = 'GET', body, headers, timeoutMs = TIMEOUT_MS } = request;
    const token = request.token === undefined ? await this.token() : request.token;
    const url = `${this.system.edgeUrl}${path}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      text = await response.text();
    } catch (error) {
      throw new Failure(`${method} ${url}: ${reasonOf(error)}${this.system.hint}`, 'unreachable');
    }
    const answer = parsed(text);
    if (response.status >= 400) throw refusal(`${method} ${path}`, response, answer);
    return { status: response.status, headers: response.headers, body: answer as T | undefined };
  }
}

/**
 * The edge of the system that the options name, called with `--token`, else as the operator with a token that is
 * signed here. Such a token is sent to our own system only.
 */
export function httpClient(cli: Cli, options: GlobalOptions, system: System): HttpClient {
  return new HttpClient(system, async () => {
    if (options.token !== undefined) return options.token;
    if (!system.isEdgeOurs) throw new Failure(`--token is needed to call ${system.edgeUrl}`, 'no_token');
    return operatorToken(system.home, cli.env);
  });
}

function refusal(call: string, { status, headers }: Response, answer: unknown): Refused {
  const problem = (typeof answer === 'object' ? answer : null) as Problem | null;
  const places = (problem?.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
  const words = `${problem?.detail ?? problem?.title ?? 'no further words'} ${places.join('; ')}`.trim();
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  const code = problem?.code ?? 'http_error';
  return new Refused(status, Number.isNaN(retryAfter) ? null : retryAfter, `${call}: ${status} ${words}`, code, answer);
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `fetch` says only that it failed; why is in the cause or, where a name has several addresses, in that one's errors. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { errors?: readonly unknown[] } };
  if (name === 'TimeoutError') return 'no answer in time';
  const { message } = (cause?.errors?.[0] ?? cause ?? error) as { message?: string };
  return message ?? String(error);
}

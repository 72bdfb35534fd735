import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@windrose/platform';
import { errorBody } from './bodies';
import { jsonBody } from './request-body';
import type { PaymentProvider } from './payment-provider';
import { Refused } from './refusal';
import { json, text, type Reply } from './reply';
import { isHealthCheck, route } from './routes';
import type { Delays } from './tokens';

export interface HttpServerOptions {
  readonly delays: Delays;
  readonly logger: Logger;
  /** Address for the customer's browser. Undefined: the one that the call came to. */
  readonly publicUrl: string | undefined;
  /** Undefined while the ledger is being read: until then only `/livez` says yes. */
  readonly provider: () => PaymentProvider | undefined;
}

/** node:http alone: two calls for each order leave no room for a framework's share. */
export class HttpServer {
  private readonly server: Server;
  private readonly stopping = new AbortController();

  constructor(private readonly options: HttpServerOptions) {
    this.server = createServer((request, response) => void this.handle(request, response));
    // Longer than clients keep idle connections, so that they close first and no call meets a closing one.
    this.server.keepAliveTimeout = 65_000;
    // Every answer that waits listens.
    setMaxListeners(0, this.stopping.signal);
  }

  /** @returns the port, also when it was left to the system (0) */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        const address = this.server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Answers what runs, late answers at once, and drops what is still open after `deadlineMs`. */
  async close(deadlineMs: number): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.stopping.abort();
    this.server.closeIdleConnections();
    const deadline = setTimeout(() => this.server.closeAllConnections(), deadlineMs);
    await closed;
    clearTimeout(deadline);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.send(await this.replyTo(request), request, response);
    } catch (error) {
      // The caller went away in the middle: nobody is left to be told.
      if (!response.destroyed) this.options.logger.error({ err: error, url: request.url }, 'an answer was not sent');
      response.destroy();
    }
  }

  private async replyTo(request: IncomingMessage): Promise<Reply> {
    try {
      return await this.call(request);
    } catch (error) {
      if (error instanceof Refused) return json(error.refusal.status, errorBody(error.refusal));
      this.options.logger.error({ err: error, url: request.url }, 'a call failed');
      return json(500, { error: { code: 'internal_error', message: 'The call failed; try again.' } });
    }
  }

  private async call(request: IncomingMessage): Promise<Reply> {
    const [path = '', query] = (request.url ?? '/').split('?', 2);
    const provider = this.options.provider();
    if (provider === undefined) {
      if (isHealthCheck(path)) return path === '/livez' ? text(200, 'ok\n') : text(503, 'reading the ledger\n');
      throw new Refused({ status: 503, code: 'unavailable', message: 'The ledger is being read, try again.' });
    }
    const { handler, id } = route(request.method ?? 'GET', path);
    const key = request.headers['idempotency-key'];
    return handler({
      provider,
      id,
      query: new URLSearchParams(query),
      body: () => jsonBody(request),
      idempotencyKey: Array.isArray(key) ? key.join(', ') : key,
      baseUrl: this.options.publicUrl ?? `http://${request.headers.host ?? 'localhost'}`,
    });
  }

  private async send(reply: Reply, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (reply.delivery) {
      case 'at once':
        break;
      case 'late':
        await this.pause(this.options.delays.slowMs);
        break;
      case 'lost':
        await this.pause(this.options.delays.lostMs);
        request.socket.destroy();
        return;
      default: {
        const unknown: never = reply.delivery;
        throw new Error(`unknown delivery ${String(unknown)}`);
      }
    }
    const closing = this.stopping.signal.aborted ? { connection: 'close' } : {};
    if (typeof reply.body === 'string') {
      const length = Buffer.byteLength(reply.body);
      response.writeHead(reply.status, { ...reply.headers, ...closing, 'content-length': length }).end(reply.body);
    } else {
      response.writeHead(reply.status, { ...reply.headers, ...closing });
      await pipeline(Readable.from(reply.body, { objectMode: true }), response);
    }
  }

  /** A stop ends every wait. */
  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Logger } from '@windrose/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Doorway } from '../admission/doorway';
import { InFlight, isProbe, type Admitted } from '../admission/in-flight';
import { measure } from './http-metrics';
import { parseJsonOnly } from './json-only';
import { AllowedMethods } from './problem/allowed-methods';
import { answerExpectation } from './problem/expectation';
import { answerParserError } from './problem/parser-errors';
import { ProblemError } from './problem/problem';
import { ProblemAnswers } from './problem/problem-answers';
import { overloaded } from './problem/problems';
import { requestIdOf } from './request-id';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null when it was turned away. */
    admitted: Admitted | null;
  }
}

/** Bytes of a request's body: as much as an event may have. */
const BODY_LIMIT = 256 * 1024;
/** Milliseconds that requests may take to finish at a stop: as long as the slowest service may take to answer. */
const CLOSE_MS = 5_000;

/** Milliseconds between two looks for connections that are still open. */
const LOOK_MS = 20;

export interface EdgeHttpOptions {
  readonly trustedProxies?: readonly string[];
  /**
   * Milliseconds for which a stop still answers what comes, and closes each connection with its answer. A connection that is
   * closed while it lies idle may be used by its client at that very moment: the request would be lost. Default 0.
   */
  readonly lingerMs?: number;
  readonly inFlight?: InFlight;
  readonly doorway?: Pick<Doorway, 'enter'>;
}

/**
 * Fastify under Nest, with one answer to every error. Nest would install handlers of its own for unknown routes and
 * for Fastify's errors; they are replaced here, so that what never reaches a Nest filter gets the same body.
 */
export class EdgeHttpAdapter extends FastifyAdapter {
  readonly problemAnswers: ProblemAnswers;
  private readonly lingerMs: number;
  private stopping = false;

  /** `trustedProxies`: whose X-Forwarded-For is believed; see `TRUST_PROXY`. */
  constructor(
    logger: Logger,
    { trustedProxies = [], lingerMs = 0, inFlight = new InFlight(), doorway = new Doorway() }: EdgeHttpOptions = {},
  ) {
    const allowedMethods = new AllowedMethods();
    const problemAnswers = new ProblemAnswers(allowedMethods, logger);
    super({
      bodyLimit: BODY_LIMIT,
      genReqId: requestIdOf,
      trustProxy: trustedProxies.length === 0 ? false : trustedProxies.slice(),
      // Its 503 is not a problem document. Requests that still arrive while the server closes are answered normally.
      return503OnClosing: false,
      forceCloseConnections: 'idle',
      // Node's own refusal of a request without Host has no body; `refusalWithoutHost` gives it one.
      http: { requireHostHeader: false },
      // For a request to arrive; Node's parser answers 408.
      requestTimeout: 30_000,
      clientErrorHandler: answerParserError,
      frameworkErrors: problemAnswers.onError,
      // No Nest middleware here; without middie a request passes one layer less.
      skipMiddie: true,
      multipart: false,
      routerOptions: { maxParamLength: 512 },
    });
    this.problemAnswers = problemAnswers;
    this.lingerMs = lingerMs;

    const fastify: FastifyInstance = this.getInstance();
    fastify.addHook('onRoute', (route) => allowedMethods.add(route.url, [route.method].flat()));
    fastify.addHook('onRequest', (request, reply, done) => {
      reply.header('x-request-id', request.id);
      // Before anything else is said about it: what can't be done with a body at no address is none of the client's business.
      const malformed = refusalWithoutHost(request);
      if (request.is404 && malformed === undefined) problemAnswers.onNotFound(request, reply);
      else done(malformed ?? refusalOfTooMany(inFlight, request, reply));
    });
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (isProbe(pathOf(request))) return done();
      void doorway.enter().then(() => done(), done);
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      // A client that keeps its connection would keep the server from closing.
      if (this.stopping) reply.header('connection', 'close');
      done(null, payload);
    });
    fastify.addHook('onResponse', measure);
    fastify.server.on('checkExpectation', answerExpectation);
    fastify.decorateRequest('caller', null);
    fastify.decorateRequest('admitted', null);
    parseJsonOnly(fastify);
  }

  /** Lets the requests under way finish, and takes no new connections. Clients that don't read are cut off in the end. */
  override async close(): Promise<void> {
    this.stopping = true;
    const server = this.getHttpServer<Server>();
    await this.linger(server);
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    try {
      await super.close();
    } finally {
      clearTimeout(cut);
    }
  }

  private async linger(server: Server): Promise<void> {
    const endsAt = performance.now() + this.lingerMs;
    const connections = promisify(server.getConnections.bind(server));
    while (performance.now() < endsAt && (await connections()) > 0) await sleep(LOOK_MS);
  }

  override registerParserMiddleware(): void {
    // Nest's parsers would also read forms; JSON is all there is (see `parseJsonOnly`).
  }

  override setErrorHandler(): FastifyInstance {
    return this.getInstance<FastifyInstance>().setErrorHandler(this.problemAnswers.onError);
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.getInstance<FastifyInstance>().setNotFoundHandler(this.problemAnswers.onNotFound);
  }
}

/** RFC 9112, section 3.2: a request of HTTP/1.1 without Host is answered 400. */
function refusalWithoutHost({ raw }: FastifyRequest): Error | undefined {
  if (raw.headers.host !== undefined || raw.httpVersionMinor === 0) return undefined;
  return new ProblemError({ status: 400, code: 'bad_request', detail: 'The header Host is missing.' });
}

function refusalOfTooMany(inFlight: InFlight, request: FastifyRequest, reply: FastifyReply): Error | undefined {
  request.admitted = inFlight.admit(pathOf(request), reply.raw);
  return request.admitted === null ? new ProblemError(overloaded()) : undefined;
}

function pathOf({ raw }: FastifyRequest): string {
  return (raw.url ?? '').split('?', 1)[0] ?? '';
}

import { ServiceUnavailable, type Logger } from '@windrose/platform';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ShedLog } from '../../admission/shed-log';
import type { AllowedMethods } from './allowed-methods';
import { problemOf } from './problem-of';
import { writeProblem } from './problem-writer';
import { methodNotAllowed, notFound } from './problems';

/** Answers everything that went wrong with a request, whoever noticed: a handler, a guard, Nest or Fastify. */
export class ProblemAnswers {
  private readonly shedLog: ShedLog;

  constructor(
    private readonly allowedMethods: AllowedMethods,
    private readonly logger: Logger,
  ) {
    this.shedLog = new ShedLog(logger);
  }

  readonly onError = (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(error);
    if (problem.code === 'overloaded') this.shedLog.add();
    else if (problem.status >= 500) this.log(error, problem.status, request);
    writeProblem(reply, problem, request.id);
  };

  readonly onNotFound = (request: FastifyRequest, reply: FastifyReply): void => {
    const allowed = this.allowedMethods.at(request.raw.url ?? '/');
    // With the method among them there is a route, such as the folder of the documentation's files, but nothing in it.
    const problem =
      allowed.length > 0 && !allowed.includes(request.method)
        ? methodNotAllowed(request.method, allowed)
        : notFound('There is nothing at this address.').problem;
    writeProblem(reply, problem, request.id);
  };

  private log(error: unknown, status: number, request: FastifyRequest): void {
    const fields = { requestId: request.id, method: request.method, url: request.url, status };
    // An outage can fail thousands of requests a second: one line each, without the stack.
    if (error instanceof ServiceUnavailable) this.logger.warn({ ...fields, reason: error.message }, 'unavailable');
    else this.logger.error({ ...fields, err: error }, 'request failed');
  }
}

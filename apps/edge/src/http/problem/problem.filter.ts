import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemAnswers } from './problem-answers';

/** Hands what Nest's guards, pipes and handlers throw to the one place that answers errors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly answers: ProblemAnswers) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const thrown = error instanceof Error ? error : new Error(String(error));
    this.answers.onError(thrown, request, http.getResponse<FastifyReply>());
  }
}

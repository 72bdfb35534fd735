import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestIdOf } from '../request-id';
import { problemBody, PROBLEM_MEDIA_TYPE } from './problem-writer';

/** Answers `Expect` with anything but `100-continue` (RFC 9110, section 10.1.1), which Node keeps from Fastify. */
export function answerExpectation(request: IncomingMessage, response: ServerResponse): void {
  const requestId = requestIdOf(request);
  const problem = { status: 417, code: 'expectation_failed', detail: 'Only 100-continue can be expected.' } as const;
  const body = JSON.stringify(problemBody(problem, requestId));
  response.writeHead(problem.status, {
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    connection: 'close',
  });
  response.end(body);
}

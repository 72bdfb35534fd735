import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import type { Problem, ProblemBody } from './problem';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The only place that turns a problem into bytes. */
export function problemBody(problem: Problem, requestId: string): ProblemBody {
  return {
    type: `urn:windrose:problem:${problem.code}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    requestId,
    errors: problem.errors,
  };
}

export function writeProblem(reply: FastifyReply, problem: Problem, requestId: string): void {
  if (reply.raw.headersSent) {
    // Half an answer has left already: cutting it off is the only honest end.
    reply.raw.destroy();
    return;
  }
  reply.code(problem.status);
  if (problem.headers) reply.headers(problem.headers);
  reply.header('x-request-id', requestId);
  // Set by a handler before it failed; they would describe another body.
  reply.removeHeader('content-length').removeHeader('etag');
  reply.header('content-type', PROBLEM_MEDIA_TYPE);
  // As bytes: to a text Fastify would add a charset, which this media type doesn't have.
  reply.send(Buffer.from(JSON.stringify(problemBody(problem, requestId))));
}

/** For errors that Node's HTTP parser finds: there is no request, only a connection, which ends with this. */
export function writeProblemToSocket(socket: Socket, problem: Problem, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemBody(problem, requestId));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

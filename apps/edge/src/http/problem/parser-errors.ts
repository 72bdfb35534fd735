import type { Socket } from 'node:net';
import { newId } from '@windrose/platform';
import { problemOfHttpError } from './problem-of-http-error';
import { writeProblemToSocket } from './problem-writer';

/** Answers what Node's HTTP parser refuses: headers over the limit, requests that never end, bytes that aren't HTTP. */
export function answerParserError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) {
    socket.destroy();
    return;
  }
  writeProblemToSocket(socket, problemOfHttpError({ statusCode: statusOf(error.code), code: error.code }), newId());
}

function statusOf(code = ''): number {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}

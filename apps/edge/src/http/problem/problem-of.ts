import { HttpException } from '@nestjs/common';
import { RpcFailed } from '@windrose/jetstream';
import { ServiceBusy, ServiceUnavailable } from '@windrose/platform';
import { Refused } from '../../backend/refused';
import { ProblemError, type Problem } from './problem';
import { problemOfHttpError, type HttpErrorLike } from './problem-of-http-error';
import { problemOfRefusal } from './problem-of-refusal';
import { internalError, overloaded, unavailable } from './problems';

/** The answer that belongs to whatever was thrown. What nobody foresaw is a 500 that says nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof Refused) return problemOfRefusal(error.refusal);
  if (error instanceof ServiceBusy) return overloaded();
  if (error instanceof ServiceUnavailable) {
    return unavailable('A service that this call needs does not answer.', error.retryAfterSeconds);
  }
  // The service's fault, not the client's and not ours; it may be over in a moment. The log has what went wrong.
  if (error instanceof RpcFailed) return unavailable('A service that this call needs has failed.', 1);
  if (error instanceof HttpException) return problemOfHttpError({ statusCode: error.getStatus() });
  if (error instanceof SyntaxError && 'statusCode' in error && error.statusCode === 400) {
    // secure-json-parse: not JSON, or a body that tries to set a prototype.
    return problemOfHttpError({ statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' });
  }
  if (isHttpError(error)) {
    return problemOfHttpError(error);
  }
  return internalError();
}

function isHttpError(error: unknown): error is HttpErrorLike {
  return typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number';
}

import type { Refusal } from '@windrose/contracts';
import type { Problem } from './problem';

/** A service's refusal as an answer. Statuses belong to the edge: services speak of reasons only. */
export function problemOfRefusal(refusal: Refusal): Problem {
  const problem = problemOfCode(refusal);
  if (!refusal.replayed) return problem;
  return { ...problem, headers: { ...problem.headers, 'idempotent-replayed': 'true' } };
}

function problemOfCode(refusal: Refusal): Problem {
  const { code, detail, errors } = refusal;
  switch (code) {
    case 'not_found':
      return { status: 404, code, detail };
    case 'conflict':
      return { status: 409, code, detail, errors };
    case 'invalid':
      return { status: 422, code, detail, errors };
    case 'unauthorized':
      return { status: 401, code, detail, headers: { 'www-authenticate': 'Bearer' } };
    case 'forbidden':
      return { status: 403, code, detail };
    case 'idempotency_key_reused':
      return { status: 422, code, detail };
    case 'idempotency_in_progress':
      return { status: 409, code, detail, headers: { 'retry-after': '1' } };
    default:
      return unknownCode(code);
  }
}

function unknownCode(code: never): never {
  throw new Error(`a service refused with an unknown code: ${String(code)}`);
}

import { DatabaseError } from 'pg';
import { AppendOutcomeUnknown, EventRefused, LogUnavailable } from '../errors';
import { appendFailure } from './append-failure';

function sqlError(code: string): DatabaseError {
  const error = new DatabaseError('something', 10, 'error');
  error.code = code;
  return error;
}

describe('appendFailure', () => {
  it.each([
    ['40P01', 'again', LogUnavailable],
    ['40001', 'again', LogUnavailable],
    ['22003', 'refused', EventRefused],
    ['23514', 'refused', EventRefused],
    ['54000', 'refused', EventRefused],
    ['57014', 'unavailable', LogUnavailable],
    ['25006', 'unavailable', LogUnavailable],
    ['53100', 'unavailable', LogUnavailable],
    ['42883', 'unavailable', LogUnavailable],
    ['57P01', 'unknown', AppendOutcomeUnknown],
    ['57P02', 'unknown', AppendOutcomeUnknown],
    ['08006', 'unknown', AppendOutcomeUnknown],
  ])('%s: %s', (code, kind, type) => {
    const failure = appendFailure(sqlError(code));
    expect(failure.kind).toBe(kind);
    expect(failure.error).toBeInstanceOf(type);
    expect(failure.error.cause).toMatchObject({ code });
  });

  it('knows nothing of a call whose connection broke', () => {
    for (const error of [
      new Error('Connection terminated unexpectedly'),
      Object.assign(new Error('x'), { code: 'ECONNRESET' }),
    ]) {
      expect(appendFailure(error)).toMatchObject({ kind: 'unknown' });
    }
  });

  it('leaves a refusal as it is', () => {
    const error = new EventRefused('wrong_key', 'x');
    expect(appendFailure(error)).toEqual({ kind: 'refused', error });
  });
});

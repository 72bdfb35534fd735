import { LogUnavailable } from './errors';
import { queryFailure } from './outage';

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

describe('a failed query', () => {
  it.each([
    failure('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'),
    failure('Connection terminated unexpectedly'),
    failure('Query read timeout'),
    failure('timeout exceeded when trying to connect'),
    failure('terminating connection due to administrator command', '57P01'),
    failure('the database system is starting up', '57P03'),
    failure('canceling statement due to statement timeout', '57014'),
    failure('sorry, too many clients already', '53300'),
    failure('cannot execute INSERT in a read-only transaction', '25006'),
  ])('is an outage: %s', (error) => {
    expect(queryFailure(error)).toBeInstanceOf(LogUnavailable);
    expect(queryFailure(error)).toMatchObject({ cause: error });
  });

  it.each([
    failure('relation "x" does not exist', '42P01'),
    failure('duplicate key', '23505'),
    failure('permission denied', '42501'),
    new TypeError('x is not a function'),
    new RangeError('9007199254740993 is beyond the integers'),
    'not even an error',
  ])('is a fault of ours: %s', (error) => {
    expect(queryFailure(error)).toBe(error);
  });
});

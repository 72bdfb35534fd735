import { EventRefused, LogUnavailable } from './errors';
import { isTransient } from './transient';

const withCode = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('isTransient', () => {
  it.each([
    ['a log that is down', new LogUnavailable('x')],
    ['a refused connection', withCode('ECONNREFUSED')],
    ['one of several addresses', new AggregateError([new Error('a'), withCode('ETIMEDOUT')])],
    ['a server that shuts down', withCode('57P01')],
    ['a statement that took too long', withCode('57014')],
    ['a deadlock', withCode('40P01')],
    ['no more connections', withCode('53300')],
    ['a connection that broke', new Error('Connection terminated unexpectedly')],
    ['a busy pool', new Error('timeout exceeded when trying to connect')],
    ['what was caused by one', new Error('could not load', { cause: withCode('ECONNRESET') })],
    ['no answer in time', Object.assign(new Error('x'), { name: 'TimeoutError' })],
  ])('is true of %s', (_, error) => expect(isTransient(error)).toBe(true));

  it.each([
    ['a bug', new TypeError('undefined is not a function')],
    ['what a handler says', new Error('no such warehouse')],
    ['what can not be stored', new EventRefused('event_too_large', 'x')],
    ['a broken constraint', withCode('23505')],
    ['wrong SQL', withCode('42P01')],
    ['a code of somebody else', withCode('40')],
    ['no error at all', 'Connection terminated'],
  ])('is false of %s', (_, error) => expect(isTransient(error)).toBe(false));
});

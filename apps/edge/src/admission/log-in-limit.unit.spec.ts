import { ProblemError } from '../http/problem/problem';
import { LogInLimit } from './log-in-limit';

const wrong = new Error('wrong password');

describe('LogInLimit', () => {
  let limit: LogInLimit;

  beforeEach(() => {
    jest.useFakeTimers();
    limit = new LogInLimit();
  });
  afterEach(() => jest.useRealTimers());

  const attempt = (outcome: Promise<string>, email = 'a@example.com', address = '10.0.0.1'): Promise<string> =>
    limit.attempt(
      email,
      address,
      () => outcome,
      (error) => error === wrong,
    );
  const fail = async (times: number, email?: string, address?: (i: number) => string): Promise<void> => {
    for (let i = 0; i < times; i++) await attempt(Promise.reject(wrong), email, address?.(i)).catch(() => undefined);
  };
  const statusOf = async (tried: Promise<string>): Promise<unknown> =>
    tried.then(
      () => 200,
      (error: unknown) => (error instanceof ProblemError ? error.problem.status : 'failed'),
    );

  it('lets a program log in as often and for as many at once as it likes, while nothing fails', async () => {
    const outcomes = await Promise.all(Array.from({ length: 150 }, () => statusOf(attempt(Promise.resolve('token')))));
    expect(new Set(outcomes)).toEqual(new Set([200]));
    for (let i = 0; i < 1_000; i++) expect(await statusOf(attempt(Promise.resolve('token')))).toBe(200);
  });

  it('makes who guesses wait, and says how long', async () => {
    await fail(30);
    const error = await attempt(Promise.resolve('token')).catch((thrown: unknown) => thrown as ProblemError);
    expect((error as ProblemError).problem).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    // However the address is written.
    expect(await statusOf(attempt(Promise.resolve('token'), ' A@Example.com'))).toBe(429);
    // Neither another account nor the account's owner at home is concerned.
    expect(await statusOf(attempt(Promise.resolve('token'), 'b@example.com'))).toBe(200);
    expect(await statusOf(attempt(Promise.resolve('token'), 'a@example.com', '10.0.0.2'))).toBe(200);
    jest.advanceTimersByTime(10_001);
    expect(await statusOf(attempt(Promise.resolve('token')))).toBe(200);
  });

  it('counts attempts under way, so that many at once are no way around it', async () => {
    await fail(1);
    let answer: (error: Error) => void = () => undefined;
    const pending = new Promise<string>((_, reject) => (answer = reject));
    const outcomes = Promise.all(Array.from({ length: 100 }, () => statusOf(attempt(pending))));
    answer(wrong);
    expect((await outcomes).filter((outcome) => outcome === 429)).toHaveLength(71);
  });

  it('limits guesses at one account from everywhere, and from one address at all accounts', async () => {
    await fail(200, 'a@example.com', (i) => `10.1.0.${i}`);
    expect(await statusOf(attempt(Promise.resolve('token'), 'a@example.com', '10.9.9.9'))).toBe(429);
    for (let i = 0; i < 300; i++) await fail(1, `c${i}@example.com`, () => '10.3.0.1');
    expect(await statusOf(attempt(Promise.resolve('token'), 'd@example.com', '10.3.0.1'))).toBe(429);
  });

  it('does not count what was not decided', async () => {
    for (let i = 0; i < 40; i++) await attempt(Promise.reject(new Error('no answer'))).catch(() => undefined);
    expect(await statusOf(attempt(Promise.resolve('token')))).toBe(200);
  });
});

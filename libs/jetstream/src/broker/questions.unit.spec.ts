import { JetStreamApiError } from '@nats-io/jetstream';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';
import {
  isNoMessage,
  isNoResponders,
  isNoRoom,
  isNoStream,
  isTaken,
  isTimeout,
  isWrongLastSequence,
} from './questions';

const apiError = (code: number): JetStreamApiError =>
  new JetStreamApiError({ code: 400, err_code: code, description: 'wrong last sequence: 12 / stream not found' });

describe('what the broker’s codes mean', () => {
  it.each([
    [10059, isNoStream],
    [10037, isNoMessage],
    [10058, isTaken],
    [10065, isTaken],
    [10071, isWrongLastSequence],
    [10164, isWrongLastSequence],
    [10047, isNoRoom],
    [10077, isNoRoom],
  ])('%i is recognised by its number', (code, question) => {
    expect(question(apiError(code))).toBe(true);
  });

  it('looks at the number only: the text says nothing', () => {
    expect(
      [isNoStream, isNoMessage, isTaken, isWrongLastSequence, isNoRoom].map((ask) => ask(apiError(10_000))),
    ).toEqual(Array(5).fill(false));
    expect(isNoStream(new Error('stream not found'))).toBe(false);
  });

  it('finds the missing responder inside the errors that the client wraps it in', () => {
    const bare = new NoRespondersError('a');
    const wrapped = new RequestError('no responders', { cause: bare });
    for (const error of [bare, wrapped, new Error('jetstream is not enabled', { cause: wrapped })])
      expect(isNoResponders(error)).toBe(true);
    expect(isNoResponders(new TimeoutError())).toBe(false);
    expect(isNoResponders(undefined)).toBe(false);
  });

  it('knows a timeout, bare and wrapped', () => {
    expect(isTimeout(new TimeoutError())).toBe(true);
    expect(isTimeout(new RequestError('', { cause: new TimeoutError() }))).toBe(true);
    expect(isTimeout(new Error('timeout'))).toBe(false);
  });
});

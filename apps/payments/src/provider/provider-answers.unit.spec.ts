import { authorizationAnswer, foundAuthorization, transferAnswer, UnexpectedProviderAnswer } from './provider-answers';

const error = (code: string, field?: string) => ({ error: { code, field, message: 'Because.' } });

describe('the answer to an authorisation', () => {
  it.each([
    [201, { id: 'a1', status: 'authorized' }, { outcome: 'authorized', authorizationId: 'a1' }],
    [
      201,
      { id: 'a1', status: 'requires_action', nextAction: { type: 'redirect', url: 'http://pay/a1' } },
      { outcome: 'action_required', authorizationId: 'a1', url: 'http://pay/a1' },
    ],
    [
      402,
      { id: 'a1', status: 'declined', decline: { code: 'card_declined', message: 'No.' } },
      { outcome: 'declined', code: 'card_declined', message: 'No.' },
    ],
    [
      402,
      { id: 'a1', status: 'declined' },
      { outcome: 'declined', code: 'declined', message: 'The payment was declined.' },
    ],
    [
      422,
      error('unknown_token', 'token'),
      { outcome: 'declined', code: 'invalid_token', message: 'The payment token is not valid.' },
    ],
    [422, error('invalid_request', 'currency'), { outcome: 'declined', code: 'invalid_request', message: 'Because.' }],
  ])('%i %j', (status, body, answer) => {
    expect(authorizationAnswer({ status, body })).toEqual(answer);
  });

  it.each([
    [201, undefined],
    [201, { id: 'a1', status: 'teapot' }],
    [201, { status: 'authorized' }],
    [404, error('not_found')],
    [401, undefined],
    [422, error('idempotency_key_reused', 'Idempotency-Key')],
  ])('%i %j is one that somebody has to look at', (status, body) => {
    expect(() => authorizationAnswer({ status, body })).toThrow(UnexpectedProviderAnswer);
  });
});

describe('the answer to a search', () => {
  it('is what became of the authorisation', () => {
    expect(foundAuthorization({ status: 200, body: { data: [{ id: 'a1', status: 'authorized' }] } })).toEqual({
      outcome: 'authorized',
      authorizationId: 'a1',
    });
    expect(foundAuthorization({ status: 200, body: { data: [{ id: 'a1', status: 'voided' }] } })).toMatchObject({
      outcome: 'declined',
      code: 'voided',
    });
  });

  it('is null when the provider never got it', () => {
    expect(foundAuthorization({ status: 200, body: { data: [] } })).toBeNull();
  });

  it.each([[200, {}] as const, [404, { data: [] }] as const])('must be a list: not %i %j', (status, body) => {
    expect(() => foundAuthorization({ status, body })).toThrow(UnexpectedProviderAnswer);
  });
});

describe('the answer to a capture', () => {
  it('is done, or a refusal in the words of the provider', () => {
    expect(transferAnswer('capture', { status: 201, body: { id: 'c1' } })).toEqual({ outcome: 'done' });
    for (const status of [402, 409, 422]) {
      const refused = { outcome: 'refused', code: 'capture_refused', message: 'Because.' };
      expect(transferAnswer('capture', { status, body: error('capture_refused') })).toEqual(refused);
    }
    expect(transferAnswer('capture', { status: 402, body: undefined })).toMatchObject({ code: 'refused' });
  });

  it.each([
    [404, error('authorization_not_found')],
    [400, undefined],
    [422, error('idempotency_key_reused')],
  ])('%i %j is one that somebody has to look at', (status, body) => {
    expect(() => transferAnswer('capture', { status, body })).toThrow(UnexpectedProviderAnswer);
  });
});

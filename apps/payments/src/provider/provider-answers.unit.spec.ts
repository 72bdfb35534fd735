import {
  authorizationAnswer,
  captureAnswer,
  foundAuthorization,
  refundAnswer,
  UnexpectedProviderAnswer,
  voidAnswer,
} from './provider-answers';

const error = (code: string, field?: string) => ({ error: { code, field, message: 'Because.' } });

describe('the answer to an authorisation', () => {
  it.each([
    [201, { id: 'a1', status: 'authorized' }, { outcome: 'authorized', authorizationId: 'a1' }],
    [
      201,
      { id: 'a1', status: 'requires_action', nextAction: { type: 'redirect', url: 'http://pay/a1' } },
      {
        outcome: 'action_required',
        authorizationId: 'a1',
        nextAction: { type: 'redirect', url: 'http://pay/a1' },
      },
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
    [201, { id: 'a1', status: 'requires_action' }],
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
    const voided = { id: 'a1', status: 'voided', amount: 300, captured: 100, voided: 200 };
    expect(foundAuthorization({ status: 200, body: { data: [voided] } })).toEqual({
      outcome: 'released',
      authorizationId: 'a1',
      released: 200,
    });
  });

  it('is null when the provider never got it', () => {
    expect(foundAuthorization({ status: 200, body: { data: [] } })).toBeNull();
  });

  it.each([[200, {}] as const, [404, { data: [] }] as const])('must be a list: not %i %j', (status, body) => {
    expect(() => foundAuthorization({ status, body })).toThrow(UnexpectedProviderAnswer);
  });
});

describe('the answer to moving money', () => {
  const done = { status: 201, body: { id: 'm1', amount: 200 } };

  it('says what happened', () => {
    expect(captureAnswer(done)).toEqual({ outcome: 'captured', captureId: 'm1' });
    expect(captureAnswer({ status: 200, body: undefined })).toEqual({ outcome: 'captured', captureId: null });
    expect(voidAnswer(done)).toEqual({ outcome: 'released', released: 200 });
    expect(refundAnswer(done)).toEqual({ outcome: 'refunded' });
  });

  it.each([
    [402, false],
    [409, true],
    [422, true],
  ])('may be a refusal in the words of the provider: %i, final: %s', (status, isFinal) => {
    const refused = { outcome: 'refused', code: 'refused_by_bank', message: 'Because.', isFinal };
    const reply = { status, body: error('refused_by_bank') };
    for (const answer of [captureAnswer, voidAnswer, refundAnswer]) expect(answer(reply)).toEqual(refused);
    expect(captureAnswer({ status, body: undefined })).toMatchObject({ code: 'refused' });
  });

  it.each([
    [404, error('authorization_not_found')],
    [400, undefined],
    [422, error('idempotency_key_reused')],
  ])('%i %j is one that somebody has to look at', (status, body) => {
    for (const answer of [captureAnswer, voidAnswer, refundAnswer]) {
      expect(() => answer({ status, body })).toThrow(UnexpectedProviderAnswer);
    }
  });

  it('must say what a void released', () => {
    expect(() => voidAnswer({ status: 201, body: { id: 'm1' } })).toThrow(UnexpectedProviderAnswer);
  });
});

import fc from 'fast-check';
import { evolve, held, type Authorization, type Fact, type Opening } from './authorization';
import { decide, decideConfirmation, decideOpening, type Command, type Decision } from './authorization.decide';
import { TOKENS, type Token } from './tokens';

const at = '2026-11-20T10:00:00.000Z';

describe('an authorisation', () => {
  it.each<[Token, Authorization['status']]>([
    ['tok_ok', 'authorized'],
    ['tok_slow', 'authorized'],
    ['tok_flaky', 'authorized'],
    ['tok_lost_answer', 'authorized'],
    ['tok_capture_fails', 'authorized'],
    ['tok_declined', 'declined'],
    ['tok_requires_action', 'requires_action'],
  ])('opened with %s is %s', (token, status) => {
    expect(given(opening({ token })).status).toBe(status);
  });

  it('is captured in parts up to its amount', () => {
    const first = factOf(when(given(opening()), { type: 'Capture', amount: 60 }));
    expect(first).toMatchObject({ type: 'Captured', amount: 60 });
    const second = when(given(opening(), first), { type: 'Capture', amount: 41 });
    expect(second).toMatchObject({ refusal: { status: 422, code: 'amount_too_large', field: 'amount' } });
    expect(when(given(opening(), first), { type: 'Capture', amount: 40 })).toMatchObject({ kind: 'done' });
  });

  it('releases exactly the remainder when it is voided, and nothing after that', () => {
    const captured = factOf(when(given(opening()), { type: 'Capture', amount: 30 }));
    const voided = factOf(when(given(opening(), captured), { type: 'Void' }));
    expect(voided).toMatchObject({ type: 'Voided', amount: 70 });
    const state = given(opening(), captured, voided);
    expect(state).toMatchObject({ status: 'voided', captured: 30, voided: 70 });
    expect(held(state)).toBe(0);
    expect(when(state, { type: 'Void' })).toMatchObject({ refusal: { status: 409, field: 'status' } });
    expect(when(state, { type: 'Capture', amount: 1 })).toMatchObject({ refusal: { status: 409, field: 'status' } });
  });

  it('has nothing to void when all is captured', () => {
    const captured = factOf(when(given(opening()), { type: 'Capture', amount: 100 }));
    expect(when(given(opening(), captured), { type: 'Void' })).toMatchObject({ refusal: { code: 'nothing_to_void' } });
  });

  it('gives back no more than was captured, after a void too', () => {
    const captured = factOf(when(given(opening()), { type: 'Capture', amount: 30 }));
    const voided = factOf(when(given(opening(), captured), { type: 'Void' }));
    const state = given(opening(), captured, voided);
    expect(when(state, { type: 'Refund', amount: 31 })).toMatchObject({ refusal: { code: 'amount_too_large' } });
    const refunded = factOf(when(state, { type: 'Refund', amount: 20 }));
    const after = given(opening(), captured, voided, refunded);
    expect(when(after, { type: 'Refund', amount: 11 })).toMatchObject({ refusal: { field: 'amount' } });
    expect(when(after, { type: 'Refund', amount: 10 })).toMatchObject({ kind: 'done' });
  });

  it('refunds nothing before a capture', () => {
    const answer = when(given(opening()), { type: 'Refund', amount: 1 });
    expect(answer).toMatchObject({ refusal: { status: 409, message: expect.stringContaining('nothing is captured') } });
  });

  it.each<Command>([{ type: 'Capture', amount: 1 }, { type: 'Void' }, { type: 'Refund', amount: 1 }])(
    'that was declined takes no $type',
    (command) => {
      expect(when(given(opening({ token: 'tok_declined' })), command)).toMatchObject({ refusal: { status: 409 } });
    },
  );

  it('refuses the first capture of tok_capture_fails only', () => {
    const token = 'tok_capture_fails';
    const refused = factOf(when(given(opening({ token })), { type: 'Capture', amount: 10 }));
    expect(refused.type).toBe('CaptureRefused');
    const state = given(opening({ token }), refused);
    expect(state.captured).toBe(0);
    expect(factOf(when(state, { type: 'Capture', amount: 10 })).type).toBe('Captured');
  });

  describe('that waits for the customer', () => {
    const waiting = opening({ token: 'tok_requires_action' });

    it('holds nothing and takes no capture', () => {
      expect(held(given(waiting))).toBe(0);
      expect(when(given(waiting), { type: 'Capture', amount: 1 })).toMatchObject({ refusal: { status: 409 } });
    });

    it('is authorised by one confirmation; a second one changes nothing', () => {
      const confirmed = factOf(decideConfirmation(given(waiting), at) as Decision);
      expect(held(given(waiting, confirmed))).toBe(100);
      expect(decideConfirmation(given(waiting, confirmed), at)).toEqual({ kind: 'nothing to do' });
    });

    it('can be ended, and then not be confirmed any more', () => {
      const voided = factOf(when(given(waiting), { type: 'Void' }));
      expect(voided).toMatchObject({ type: 'Voided', amount: 0 });
      expect(decideConfirmation(given(waiting, voided), at)).toMatchObject({ refusal: { status: 409 } });
    });
  });

  it('keeps 0 ≤ refunded ≤ captured, captured + voided ≤ amount, whatever is asked', () => {
    const command: fc.Arbitrary<Command> = fc.oneof(
      fc.record({ type: fc.constant('Capture' as const), amount: fc.integer({ min: 0, max: 120 }) }),
      fc.record({ type: fc.constant('Refund' as const), amount: fc.integer({ min: 1, max: 120 }) }),
      fc.constant({ type: 'Void' as const }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TOKENS), fc.array(command, { maxLength: 12 }), (token, commands) => {
        let state = given(opening({ token }));
        for (const next of commands) {
          const decision = when(state, next);
          if (decision.kind === 'done') state = evolve(state, decision.fact);
          expect(state.refunded).toBeLessThanOrEqual(state.captured);
          expect(state.captured + state.voided).toBeLessThanOrEqual(state.amount);
          expect(held(state)).toBeGreaterThanOrEqual(0);
          if (state.voided > 0) expect(state.captured + state.voided).toBe(state.amount);
        }
      }),
    );
  });
});

function opening(changes: Partial<Opening> = {}): Fact {
  const defaults = {
    authorizationId: 'a1',
    reference: 'order-1',
    amount: 100,
    currency: 'EUR',
    token: 'tok_ok' as const,
  };
  return decideOpening({ ...defaults, at, idempotencyKey: 'k1', ...changes });
}

function given(...facts: Fact[]): Authorization {
  return facts.reduce<Authorization | undefined>(evolve, undefined)!;
}

function when(state: Authorization, command: Command): Decision {
  return decide(command, state, { id: 'm1', at });
}

function factOf(decision: Decision): Fact {
  if (decision.kind === 'refused') throw new Error(decision.refusal.message);
  return decision.fact;
}

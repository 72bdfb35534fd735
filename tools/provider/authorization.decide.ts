import { held, type Authorization, type Fact, type Opening } from './authorization';
import type { Refusal } from './refusal';
import { REFUSED_CAPTURES, type Token } from './tokens';

export type Command =
  | { readonly type: 'Capture'; readonly amount: number }
  | { readonly type: 'Void' }
  | { readonly type: 'Refund'; readonly amount: number };

export type Decision =
  { readonly kind: 'done'; readonly fact: Fact } | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What comes from outside a decision: a new id and the time. */
export interface Circumstances {
  readonly id: string;
  readonly at: string;
}

/** A new authorisation always becomes a fact, a declined one too: the merchant must be able to find it. */
export function decideOpening(opening: Opening): Fact {
  return { type: openingOf(opening.token), ...opening };
}

function openingOf(token: Token): 'Authorized' | 'Declined' | 'ActionRequired' {
  switch (token) {
    case 'tok_declined':
      return 'Declined';
    case 'tok_requires_action':
      return 'ActionRequired';
    case 'tok_ok':
    case 'tok_slow':
    case 'tok_flaky':
    case 'tok_lost_answer':
    case 'tok_capture_fails':
      return 'Authorized';
    default: {
      const unknown: never = token;
      throw new Error(`unknown token ${String(unknown)}`);
    }
  }
}

/** The rules of money: capture what is held, release what is held, give back what was captured. */
export function decide(command: Command, state: Authorization, { id, at }: Circumstances): Decision {
  const step = { id, authorizationId: state.id, at };
  switch (command.type) {
    case 'Capture': {
      if (state.status !== 'authorized') return wrongStatus('captured', state);
      if (command.amount > held(state)) return tooLarge(command.amount, held(state), state, 'is still authorised');
      const fails = state.token === 'tok_capture_fails' && state.refusedCaptures < REFUSED_CAPTURES;
      return done({ type: fails ? 'CaptureRefused' : 'Captured', ...step, amount: command.amount });
    }
    case 'Void': {
      // Before the customer has confirmed nothing is held, but the void must still end it: it releases 0.
      if (state.status !== 'authorized' && state.status !== 'requires_action') return wrongStatus('voided', state);
      if (state.captured > 0 && held(state) === 0) {
        return refused(409, 'nothing_to_void', 'status', 'All of it is captured: refund it instead.');
      }
      return done({ type: 'Voided', ...step, amount: held(state) });
    }
    case 'Refund': {
      const refundable = state.captured - state.refunded;
      if (state.captured === 0) return wrongStatus('refunded', state);
      if (command.amount > refundable)
        return tooLarge(command.amount, refundable, state, 'is captured and not refunded');
      return done({ type: 'Refunded', ...step, amount: command.amount });
    }
    default: {
      const unknown: never = command;
      throw new Error(`unknown command ${JSON.stringify(unknown)}`);
    }
  }
}

/** The customer's "yes" on the provider's page. A second one changes nothing. */
export function decideConfirmation(state: Authorization, at: string): Decision | { readonly kind: 'nothing to do' } {
  switch (state.status) {
    case 'requires_action':
      return done({ type: 'ActionConfirmed', authorizationId: state.id, at });
    case 'authorized':
      return { kind: 'nothing to do' };
    case 'declined':
    case 'voided':
      return wrongStatus('confirmed', state);
    default: {
      const unknown: never = state.status;
      throw new Error(`unknown status ${String(unknown)}`);
    }
  }
}

function done(fact: Fact): Decision {
  return { kind: 'done', fact };
}

function refused(status: 409 | 422, code: string, field: string, message: string): Decision {
  return { kind: 'refused', refusal: { status, code, field, message } };
}

function wrongStatus(participle: string, state: Authorization): Decision {
  const why = state.status === 'authorized' ? 'nothing is captured yet' : `its status is ${state.status}`;
  return refused(409, 'wrong_status', 'status', `Authorisation ${state.id} can't be ${participle}: ${why}.`);
}

function tooLarge(amount: number, limit: number, { currency }: Authorization, what: string): Decision {
  const message = `amount is ${amount}, but only ${limit} ${currency} (minor units) ${what}.`;
  return refused(422, 'amount_too_large', 'amount', message);
}

import type { Money, PaymentsEvent } from '@windrose/contracts';
import { given as givenFacts } from '@windrose/testing';
import { capturedAmount, isHeld, paymentDecider, unclaimedAmount } from './payment';
import { decide } from './payment.decide';
import { CaptureNotRequested, PaymentNotInitiated } from './payment.errors';

const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const ids = { orderId: 'order-1', paymentId: 'payment-1' };

const given = (...facts: PaymentsEvent[]) => givenFacts(paymentDecider, ...facts);
const initiated: PaymentsEvent = {
  type: 'PaymentInitiated',
  data: { ...ids, customerId: 'customer-1', amount: eur(1_000) },
};
const authorized: PaymentsEvent = {
  type: 'PaymentAuthorized',
  data: { ...ids, authorizationId: 'auth-1', amount: eur(1_000) },
};
const declined: PaymentsEvent = {
  type: 'PaymentDeclined',
  data: { ...ids, code: 'card_declined', message: 'The card was declined.' },
};
const requested = (shipmentId: string, amount: number): PaymentsEvent => ({
  type: 'PaymentCaptureRequested',
  data: { ...ids, shipmentId, amount: eur(amount) },
});
const captured = (shipmentId: string, amount: number): PaymentsEvent => ({
  type: 'PaymentCaptured',
  data: { ...ids, shipmentId, amount: eur(amount) },
});
const refused = (shipmentId: string, amount: number, attempt: number): PaymentsEvent => ({
  type: 'PaymentCaptureFailed',
  data: {
    ...ids,
    shipmentId,
    amount: eur(amount),
    attempt,
    code: 'capture_refused',
    message: 'Not now.',
    willRetry: true,
  },
});

describe('initiating a payment', () => {
  const command = { type: 'InitiatePayment', ...ids, customerId: 'customer-1', amount: eur(1_000) } as const;

  it('records the intent', () =>
    given()
      .when((payment) => decide(command, payment))
      .then(initiated));

  it('happens once', () => {
    given(initiated)
      .when((payment) => decide(command, payment))
      .then();
    given(initiated, declined)
      .when((payment) => decide(command, payment))
      .then();
  });
});

describe("the provider's answer", () => {
  const authorization = { type: 'RecordAuthorization', authorizationId: 'auth-1' } as const;
  const decline = { type: 'RecordDecline', code: 'card_declined', message: 'The card was declined.' } as const;

  it('authorizes the whole amount', () =>
    given(initiated)
      .when((payment) => decide(authorization, payment))
      .then(authorized));
  it('declines', () =>
    given(initiated)
      .when((payment) => decide(decline, payment))
      .then(declined));

  it('counts once, and the first one wins', () => {
    given(initiated, authorized)
      .when((payment) => decide(authorization, payment))
      .then();
    given(initiated, authorized)
      .when((payment) => decide(decline, payment))
      .then();
    given(initiated, declined)
      .when((payment) => decide(authorization, payment))
      .then();
    given(initiated, declined)
      .when((payment) => decide(decline, payment))
      .then();
  });

  it('is an error for a payment that nobody initiated', () => {
    expect(() => given().when((payment) => decide(authorization, payment))).toThrow(PaymentNotInitiated);
    expect(() => given().when((payment) => decide(decline, payment))).toThrow(PaymentNotInitiated);
  });
});

describe('requesting a capture', () => {
  const request = (shipmentId: string, amount: Money) => ({ type: 'RequestCapture', shipmentId, amount }) as const;
  const failed = (amount: Money, code: string): PaymentsEvent => ({
    type: 'PaymentCaptureFailed',
    data: {
      ...ids,
      shipmentId: 's1',
      amount,
      attempt: 0,
      code,
      message: expect.any(String) as string,
      willRetry: false,
    },
  });

  it('claims the share of a shipment', () =>
    given(initiated, authorized)
      .when((payment) => decide(request('s1', eur(1_000)), payment))
      .then(requested('s1', 1_000)));

  it('happens once for each shipment', () => {
    given(initiated, authorized, requested('s1', 400))
      .when((payment) => decide(request('s1', eur(400)), payment))
      .then();
    given(initiated, authorized, requested('s1', 400), captured('s1', 400))
      .when((payment) => decide(request('s1', eur(400)), payment))
      .then();
  });

  it('gives out the authorized amount to the last cent', () =>
    given(initiated, authorized, requested('s0', 400), captured('s0', 400))
      .when((payment) => decide(request('s1', eur(600)), payment))
      .then(requested('s1', 600)));

  it('never exceeds the authorized amount, shares that are still being captured included', () => {
    given(initiated, authorized)
      .when((payment) => decide(request('s1', eur(1_001)), payment))
      .then(failed(eur(1_001), 'exceeds_authorized'));
    given(initiated, authorized, requested('s0', 400))
      .when((payment) => decide(request('s1', eur(601)), payment))
      .then(failed(eur(601), 'exceeds_authorized'));
  });

  it('refuses another currency', () => {
    const dollars = { amount: 100, currency: 'USD' };
    given(initiated, authorized)
      .when((payment) => decide(request('s1', dollars), payment))
      .then(failed(dollars, 'currency_mismatch'));
  });

  it('refuses where nothing is authorized', () => {
    given(initiated)
      .when((payment) => decide(request('s1', eur(1_000)), payment))
      .then(failed(eur(1_000), 'not_authorized'));
    given(initiated, declined)
      .when((payment) => decide(request('s1', eur(1_000)), payment))
      .then(failed(eur(1_000), 'not_authorized'));
    expect(() => given().when((payment) => decide(request('s1', eur(1_000)), payment))).toThrow(PaymentNotInitiated);
  });
});

describe("the provider's answer to a capture", () => {
  const capture = { type: 'RecordCapture', shipmentId: 's1' } as const;
  const refusal = (attempt: number) =>
    ({
      type: 'RecordCaptureRefusal',
      shipmentId: 's1',
      attempt,
      code: 'capture_refused',
      message: 'Not now.',
    }) as const;

  it('takes the share that was requested', () =>
    given(initiated, authorized, requested('s1', 400))
      .when((payment) => decide(capture, payment))
      .then(captured('s1', 400)));

  it('counts once', () =>
    given(initiated, authorized, requested('s1', 400), captured('s1', 400))
      .when((payment) => decide(capture, payment))
      .then());

  it('may be a refusal, which is recorded with the number of the try', () => {
    given(initiated, authorized, requested('s1', 400))
      .when((payment) => decide(refusal(1), payment))
      .then(refused('s1', 400, 1));
    given(initiated, authorized, requested('s1', 400), refused('s1', 400, 1))
      .when((payment) => decide(refusal(2), payment))
      .then(refused('s1', 400, 2));
  });

  it('counts a refused try once, and not after the share was taken', () => {
    given(initiated, authorized, requested('s1', 400), refused('s1', 400, 1))
      .when((payment) => decide(refusal(1), payment))
      .then();
    given(initiated, authorized, requested('s1', 400), captured('s1', 400))
      .when((payment) => decide(refusal(1), payment))
      .then();
  });

  it('takes the share at a later try', () =>
    given(initiated, authorized, requested('s1', 400), refused('s1', 400, 1))
      .when((payment) => decide(capture, payment))
      .then(captured('s1', 400)));

  it('is an error for a share that nobody requested', () => {
    expect(() => given(initiated, authorized).when((payment) => decide(capture, payment))).toThrow(CaptureNotRequested);
    expect(() => given(initiated).when((payment) => decide(refusal(1), payment))).toThrow(CaptureNotRequested);
  });
});

describe('a payment', () => {
  it('is captured when all of it is', () => {
    const shares = [requested('s1', 400), captured('s1', 400), requested('s2', 600)];
    expect(given(initiated, authorized, requested('s1', 400)).state.status).toBe('authorized');
    expect(given(initiated, authorized, ...shares).state.status).toBe('partially_captured');
    expect(given(initiated, authorized, ...shares, captured('s2', 600)).state.status).toBe('captured');
  });

  it('of nothing is captured by its capture', () => {
    const free: PaymentsEvent[] = [
      { type: 'PaymentInitiated', data: { ...ids, customerId: 'customer-1', amount: eur(0) } },
      { type: 'PaymentAuthorized', data: { ...ids, authorizationId: 'auth-1', amount: eur(0) } },
      requested('s1', 0),
    ];
    expect(given(...free).state.status).toBe('authorized');
    expect(given(...free, captured('s1', 0)).state.status).toBe('captured');
  });

  it('knows what was taken and what is left to claim', () => {
    const { state } = given(initiated, authorized, requested('s1', 400), captured('s1', 400), requested('s2', 250));
    expect(capturedAmount(state)).toBe(400);
    expect(isHeld(state) && unclaimedAmount(state)).toBe(350);
  });
});

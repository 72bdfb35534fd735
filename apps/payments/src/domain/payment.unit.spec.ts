import type { Money } from '@windrose/contracts';
import { capturedAmount, claimedAmount } from './movements';
import { isMovable } from './payment';
import { CaptureNotRequested, PaymentNotInitiated, RefundNotRequested } from './payment.errors';
import {
  actionRequired,
  authorized,
  captured,
  commands,
  declined,
  eur,
  ids,
  initiated,
  requested,
} from './payment.fixtures';
import { given } from './payment.given.fixture';

const request = (shipmentId: string, amount: Money) => ({ type: 'RequestCapture', shipmentId, amount }) as const;

describe('a payment that goes well', () => {
  it('is initiated, authorized, and captured share by share to the last cent', () => {
    given().when(commands.InitiatePayment).then(initiated);
    given(initiated).when(commands.RecordAuthorization).then(authorized);
    given(initiated, authorized)
      .when(request('s1', eur(400)))
      .then(requested('s1', 400));
    given(initiated, authorized, requested('s1', 400)).when(commands.RecordCapture).then(captured('s1', 400));
    given(initiated, authorized, requested('s1', 400), captured('s1', 400))
      .when(request('s2', eur(600)))
      .then(requested('s2', 600));
  });

  it('may need its customer in between', () => {
    given(initiated).when(commands.RecordActionRequired).then(actionRequired);
    given(initiated, actionRequired).when(commands.RecordAuthorization).then(authorized);
    given(initiated, actionRequired).when(commands.RecordDecline).then(declined);
  });

  it('of a free order is authorized and captured without asking anybody', () => {
    const free = { ...commands.InitiatePayment, amount: eur(0) };
    const held = { ...ids, authorizationId: 'none', amount: eur(0) };
    given()
      .when(free)
      .then(
        { type: 'PaymentInitiated', data: { ...ids, customerId: 'customer-1', amount: eur(0) } },
        { type: 'PaymentAuthorized', data: held },
      );
  });

  it('has nothing left to release once all of it is captured', () =>
    given(initiated, authorized, requested('s1', 1_000), captured('s1', 1_000)).when(commands.ReleaseRemainder).then());
});

describe('what can not happen', () => {
  it('is an error that somebody has to look at', () => {
    const unheardOf = [
      commands.RecordAuthorization,
      commands.RecordDecline,
      commands.RecordAbsence,
      commands.RecordRelease,
      commands.RequestCapture,
      commands.RefundReturn,
    ];
    for (const command of unheardOf) expect(() => given().when(command)).toThrow(PaymentNotInitiated);
    expect(() => given(initiated, authorized).when(commands.RecordCapture)).toThrow(CaptureNotRequested);
    expect(() => given(initiated).when(commands.RecordCaptureRefusal)).toThrow(CaptureNotRequested);
    expect(() => given(initiated, authorized).when(commands.RecordRefund)).toThrow(RefundNotRequested);
    expect(() => given(initiated).when(commands.RecordRefundRefusal)).toThrow(RefundNotRequested);
  });
});

describe('the amounts of a payment', () => {
  it('tell what was taken, and what shipments have a claim on', () => {
    const { state } = given(initiated, authorized, requested('s1', 400), captured('s1', 400), requested('s2', 250));
    expect(isMovable(state) && [capturedAmount(state), claimedAmount(state)]).toEqual([400, 650]);
  });
});

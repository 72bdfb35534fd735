import type { Money, PaymentsEvent } from '@windrose/contracts';
import { given as givenFacts } from '@windrose/testing';
import { MOST_CAPTURE_ATTEMPTS } from './capture.decide';
import { capturedAmount, claimedAmount } from './movements';
import { isMovable, paymentDecider, type Payment } from './payment';
import type { PaymentCommand } from './payment.commands';
import { decide } from './payment.decide';
import { CaptureNotRequested, PaymentNotInitiated, RefundNotRequested } from './payment.errors';
import {
  actionRequired,
  authorized,
  captured,
  commands,
  declined,
  eur,
  goods,
  ids,
  initiated,
  refundFailed,
  refundRequested,
  refunded,
  refused,
  requested,
  shipment,
  voidFailed,
  voidRequested,
  voided,
  waived,
} from './payment.fixtures';

/** `given(initiated, authorized).when(command).then(…facts)` */
function given(...facts: PaymentsEvent[]) {
  const { state, when } = givenFacts(paymentDecider, ...facts);
  return { state, when: (command: PaymentCommand) => when((payment: Payment) => decide(command, payment)) };
}

const request = (shipmentId: string, amount: Money) => ({ type: 'RequestCapture', shipmentId, amount }) as const;
const refusal = (attempt: number, isFinal = false) => ({ attempt, isFinal, code: 'refused', message: 'Not now.' });
const captureRefusal = (attempt: number, isFinal = false) =>
  ({ type: 'RecordCaptureRefusal', shipmentId: 's1', refusal: refusal(attempt, isFinal) }) as const;

/** Refused without asking the provider, in whatever words. */
const unasked = (shipmentId: string, amount: Money, attempt: number, code: string): PaymentsEvent => ({
  type: 'PaymentCaptureFailed',
  data: { ...ids, shipmentId, amount, attempt, code, message: expect.any(String) as string, willRetry: false },
});

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

  it('has nothing left to release once all of it is captured', () =>
    given(initiated, authorized, requested('s1', 1_000), captured('s1', 1_000)).when(commands.ReleaseRemainder).then());
});

describe('a share', () => {
  it('is never more than what no other shipment has a claim on', () => {
    given(initiated, authorized)
      .when(request('s1', eur(1_001)))
      .then(unasked('s1', eur(1_001), 0, 'exceeds_authorized'));
    for (const claim of [requested('s0', 400), captured('s0', 400), refused('s0', 400, 1)]) {
      given(initiated, authorized, requested('s0', 400), claim)
        .when(request('s1', eur(601)))
        .then(unasked('s1', eur(601), 0, 'exceeds_authorized'));
    }
    for (const end of [refused('s0', 400, 1, false), waived('s0', 400)]) {
      given(initiated, authorized, requested('s0', 400), refused('s0', 400, 1), end)
        .when(request('s1', eur(1_000)))
        .then(requested('s1', 1_000));
    }
  });

  it('is in the currency of the payment', () => {
    const dollars = { amount: 100, currency: 'USD' };
    given(initiated, authorized)
      .when(request('s1', dollars))
      .then(unasked('s1', dollars, 0, 'currency_mismatch'));
  });

  it('is not taken where nothing is held, or not any more', () => {
    for (const facts of [[], [actionRequired], [declined], [voidRequested]]) {
      given(initiated, ...facts)
        .when(commands.RequestCapture)
        .then(unasked('s1', eur(400), 0, 'not_authorized'));
    }
    for (const facts of [[voidRequested], [voided(1_000)], [voidRequested, voided(1_000)]]) {
      given(initiated, authorized, ...facts)
        .when(commands.RequestCapture)
        .then(unasked('s1', eur(400), 0, 'authorization_released'));
    }
  });

  it('is not taken for a shipment that was dropped before', () =>
    given(initiated, authorized, waived('s1', 400))
      .when(commands.RequestCapture)
      .then(unasked('s1', eur(400), 0, 'shipment_dropped')));

  it('that is refused is asked for again, a bounded number of times', () => {
    const asked = [initiated, authorized, requested('s1', 400)];
    given(...asked)
      .when(captureRefusal(1))
      .then(refused('s1', 400, 1));
    given(...asked, refused('s1', 400, 1))
      .when(commands.RetryCapture)
      .then(requested('s1', 400));
    given(...asked, refused('s1', 400, 1), requested('s1', 400))
      .when(captureRefusal(2))
      .then(refused('s1', 400, 2));
    const last = MOST_CAPTURE_ATTEMPTS;
    given(...asked, refused('s1', 400, last - 1), requested('s1', 400))
      .when(captureRefusal(last))
      .then(refused('s1', 400, last, false));
  });

  it('is not asked for again when every further try would be refused too', () =>
    given(initiated, authorized, requested('s1', 400))
      .when(captureRefusal(1, true))
      .then(refused('s1', 400, 1, false)));

  it('counts each refused try once, and a wait that is over once', () => {
    const waits = [initiated, authorized, requested('s1', 400), refused('s1', 400, 1)];
    given(...waits)
      .when(captureRefusal(1))
      .then();
    given(...waits, requested('s1', 400))
      .when(commands.RetryCapture)
      .then();
    given(...waits, requested('s1', 400), refused('s1', 400, 2))
      .when(commands.RetryCapture)
      .then();
  });
});

describe('a shipment that is dropped', () => {
  const asked = [initiated, authorized, requested('s1', 400)];
  const back = refundRequested(shipment('s1'), 's1', 400);

  it('gets back what was taken for it, once', () => {
    given(...asked, captured('s1', 400))
      .when(commands.DropShare)
      .then(back);
    given(...asked, captured('s1', 400), back)
      .when(commands.DropShare)
      .then();
    given(...asked, captured('s1', 400), back, refunded(shipment('s1'), 's1', 400))
      .when(commands.DropShare)
      .then();
  });

  it('while its share is being taken, gets it back as soon as it is taken', () => {
    given(...asked)
      .when(commands.DropShare)
      .then(waived('s1', 400));
    given(...asked, waived('s1', 400))
      .when(commands.RecordCapture)
      .then(captured('s1', 400), back);
    given(...asked, waived('s1', 400))
      .when(captureRefusal(1))
      .then(refused('s1', 400, 1, false));
  });

  it('while its share waits for another try, needs no other try', () => {
    given(...asked, refused('s1', 400, 1))
      .when(commands.DropShare)
      .then(waived('s1', 400));
    given(...asked, refused('s1', 400, 1), waived('s1', 400))
      .when(commands.RetryCapture)
      .then();
  });

  it('before it was called for, is never paid for', () =>
    given(initiated, authorized).when(commands.DropShare).then(waived('s1', 400)));

  it('that cost nothing gets nothing back', () =>
    given(initiated, authorized, requested('s1', 0), captured('s1', 0)).when(commands.DropShare).then());

  it('gets back only what has not gone back for a return', () =>
    given(...asked, captured('s1', 400), refundRequested(goods('r1'), 's1', 150))
      .when(commands.DropShare)
      .then(refundRequested(shipment('s1'), 's1', 250)));
});

describe('the end of the order', () => {
  it('releases what is held', () => {
    given(initiated, authorized).when(commands.ReleaseRemainder).then(voidRequested);
    given(initiated, authorized, voidRequested).when({ type: 'RecordRelease', released: 1_000 }).then(voided(1_000));
  });

  it('releases what is not captured', () => {
    const half = [initiated, authorized, requested('s1', 400), captured('s1', 400)];
    given(...half)
      .when(commands.ReleaseRemainder)
      .then(voidRequested);
    expect(given(...half, voidRequested, voided(600)).state.status).toBe('voided');
  });

  it('waits for the captures under way, then finds how much is left', () => {
    const ending = [initiated, authorized, requested('s1', 1_000), voidRequested];
    given(initiated, authorized, requested('s1', 1_000)).when(commands.ReleaseRemainder).then(voidRequested);
    given(...ending)
      .when({ type: 'RecordCapture', shipmentId: 's1', captureId: 'capture-of-s1' })
      .then(captured('s1', 1_000), voided(0));
    given(...ending)
      .when(captureRefusal(1))
      .then(refused('s1', 1_000, 1, false));
  });

  it('leaves no capture waiting for another try', () =>
    given(initiated, authorized, requested('s1', 400), refused('s1', 400, 1))
      .when(commands.ReleaseRemainder)
      .then(unasked('s1', eur(400), 1, 'authorization_released'), voidRequested));

  it('lets what is captured of a dropped shipment go back although the rest is being released', () => {
    const ended = [initiated, authorized, requested('s1', 400), voidRequested];
    given(...ended, waived('s1', 400))
      .when(commands.RecordCapture)
      .then(captured('s1', 400), refundRequested(shipment('s1'), 's1', 400));
    given(...ended, captured('s1', 400), voided(600))
      .when(commands.DropShare)
      .then(refundRequested(shipment('s1'), 's1', 400));
  });

  it('while the customer is to confirm, ends that', () => {
    given(initiated, actionRequired).when(commands.ReleaseRemainder).then(voidRequested);
    given(initiated, actionRequired, voidRequested).when({ type: 'RecordRelease', released: 0 }).then(voided(0));
    // The customer confirmed in the same moment.
    given(initiated, actionRequired, voidRequested)
      .when({ type: 'RecordRelease', released: 1_000 })
      .then(voided(1_000));
    given(initiated, actionRequired, voidRequested).when(commands.RecordDecline).then(voided(0));
  });

  it('is tried again when the provider refuses, and each refusal counts once', () => {
    const releasing = [initiated, authorized, voidRequested];
    given(...releasing)
      .when(commands.RecordVoidRefusal)
      .then(voidFailed(1));
    given(...releasing, voidFailed(1))
      .when(commands.RecordVoidRefusal)
      .then();
    given(...releasing, voidFailed(1))
      .when({ type: 'RecordVoidRefusal', refusal: refusal(2, true) })
      .then(voidFailed(2, false));
  });

  it('of a free order leaves nothing to be asked', () => {
    const free: PaymentsEvent[] = [
      { type: 'PaymentInitiated', data: { ...ids, customerId: 'customer-1', amount: eur(0) } },
      { type: 'PaymentAuthorized', data: { ...ids, authorizationId: 'auth-1', amount: eur(0) } },
    ];
    given(...free)
      .when(commands.ReleaseRemainder)
      .then(voidRequested, voided(0));
    given(...free, requested('s1', 0), captured('s1', 0))
      .when(commands.ReleaseRemainder)
      .then();
  });
});

describe('the end of the order while the answer is outstanding', () => {
  const abandoned = [initiated, voidRequested];

  it('is remembered', () => given(initiated).when(commands.ReleaseRemainder).then(voidRequested));

  it('has what turns out to be held released', () => {
    given(...abandoned)
      .when(commands.RecordAuthorization)
      .then(authorized);
    expect(given(...abandoned, authorized).state.status).toBe('releasing');
    given(...abandoned)
      .when(commands.RecordActionRequired)
      .then(actionRequired);
    expect(given(...abandoned, actionRequired).state.status).toBe('releasing');
  });

  it('is over when nothing is held', () => {
    given(...abandoned)
      .when(commands.RecordDecline)
      .then(declined, voided(0));
    expect(given(...abandoned, declined, voided(0)).state.status).toBe('declined');
    given(...abandoned)
      .when(commands.RecordAbsence)
      .then(voided(0));
  });

  it('releases even what was authorized after it had been declined', () => {
    given(initiated, declined).when(commands.RecordAuthorization).then(authorized);
    expect(given(initiated, declined, authorized).state.status).toBe('releasing');
  });

  it('releases even what was authorized after everybody had given up', () => {
    given(...abandoned, voided(0))
      .when(commands.RecordAuthorization)
      .then(authorized);
    expect(given(...abandoned, voided(0), authorized).state).toMatchObject({
      status: 'releasing',
      authorizationId: 'auth-1',
    });
  });
});

describe('an authorization that ends by itself', () => {
  it('is a declined payment before it was of any use', () => {
    for (const facts of [[], [actionRequired]]) {
      given(initiated, ...facts)
        .when(commands.RecordRelease)
        .then({
          type: 'PaymentDeclined',
          data: { ...ids, code: 'authorization_released', message: expect.any(String) as string },
        });
    }
  });

  it('leaves what is captured, and no waiting captures', () =>
    given(initiated, authorized, requested('s1', 400), refused('s1', 400, 1))
      .when({ type: 'RecordRelease', released: 1_000 })
      .then(unasked('s1', eur(400), 1, 'authorization_released'), voided(1_000)));
});

describe('a return', () => {
  const paid = [initiated, authorized, requested('s1', 400), captured('s1', 400)];
  const paidTwice = [...paid, requested('s2', 600), captured('s2', 600)];
  const back = (returnId: string, amount: number) => ({ type: 'RefundReturn', returnId, amount: eur(amount) }) as const;

  it('gives its share back, once', () => {
    given(...paid)
      .when(back('r1', 150))
      .then(refundRequested(goods('r1'), 's1', 150));
    given(...paid, refundRequested(goods('r1'), 's1', 150))
      .when(commands.RecordRefund)
      .then(refunded(goods('r1'), 's1', 150));
    for (const end of [[], [refunded(goods('r1'), 's1', 150)]]) {
      given(...paid, refundRequested(goods('r1'), 's1', 150), ...end)
        .when(back('r1', 150))
        .then();
    }
  });

  it('never gives more back than was taken and has not gone back', () => {
    given(...paid)
      .when(back('r1', 500))
      .then(refundRequested(goods('r1'), 's1', 400));
    given(...paid, refundRequested(goods('r1'), 's1', 300))
      .when(back('r2', 150))
      .then(refundRequested(goods('r2'), 's1', 100));
    given(...paid, refundRequested(goods('r1'), 's1', 400), refunded(goods('r1'), 's1', 400))
      .when(back('r2', 1))
      .then();
    given(initiated, authorized).when(back('r1', 1)).then();
  });

  it('is taken from one share where one is enough, the smallest', () => {
    given(...paidTwice)
      .when(back('r1', 400))
      .then(refundRequested(goods('r1'), 's1', 400));
    given(...paidTwice)
      .when(back('r1', 401))
      .then(refundRequested(goods('r1'), 's2', 401));
    given(...paidTwice)
      .when(back('r1', 700))
      .then(refundRequested(goods('r1'), 's1', 400), refundRequested(goods('r1'), 's2', 300));
  });

  it('is asked for again for as long as that may help', () => {
    const asked = [...paid, refundRequested(goods('r1'), 's1', 150)];
    given(...asked)
      .when(commands.RecordRefundRefusal)
      .then(refundFailed(goods('r1'), 's1', 150, 1));
    given(...asked, refundFailed(goods('r1'), 's1', 150, 1))
      .when(commands.RecordRefundRefusal)
      .then();
    given(...asked, refundFailed(goods('r1'), 's1', 150, 1))
      .when({ ...commands.RecordRefundRefusal, refusal: refusal(2, true) })
      .then(refundFailed(goods('r1'), 's1', 150, 2, false));
  });

  it('after the rest was released is given back all the same', () =>
    given(...paid, voidRequested, voided(600))
      .when(back('r1', 150))
      .then(refundRequested(goods('r1'), 's1', 150)));
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

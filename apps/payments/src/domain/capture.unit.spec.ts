import type { Money, PaymentCaptured } from '@windrose/contracts';
import { MOST_CAPTURE_ATTEMPTS } from './capture.decide';
import {
  actionRequired,
  authorized,
  captured,
  captureRefusal,
  commands,
  declined,
  eur,
  goods,
  initiated,
  refundRequested,
  refunded,
  refused,
  requested,
  shipment,
  unasked,
  voidRequested,
  voided,
  waived,
} from './payment.fixtures';
import { given } from './payment.given.fixture';

const request = (shipmentId: string, amount: Money) => ({ type: 'RequestCapture', shipmentId, amount }) as const;

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

  it('of nothing is taken without asking anybody', () => {
    const { captureId: _none, ...nothing } = captured('s1', 0).data as PaymentCaptured;
    given(initiated, authorized)
      .when(request('s1', eur(0)))
      .then(requested('s1', 0), { type: 'PaymentCaptured', data: nothing });
    given(initiated, authorized, requested('s1', 0), captured('s1', 0))
      .when(request('s1', eur(0)))
      .then();
    // It still needs somebody who can pay: nothing leaves for a payment that was declined.
    given(initiated, declined)
      .when(request('s1', eur(0)))
      .then(unasked('s1', eur(0), 0, 'not_authorized'));
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

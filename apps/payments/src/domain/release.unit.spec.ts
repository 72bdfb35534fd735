import type { PaymentsEvent } from '@windrose/contracts';
import {
  actionRequired,
  authorized,
  captured,
  captureRefusal,
  commands,
  declined,
  eur,
  ids,
  initiated,
  refundRequested,
  refusal,
  refused,
  requested,
  shipment,
  unasked,
  voidFailed,
  voidRequested,
  voided,
  waived,
} from './payment.fixtures';
import { given } from './payment.given.fixture';

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

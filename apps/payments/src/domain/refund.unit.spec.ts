import {
  authorized,
  captured,
  commands,
  eur,
  goods,
  initiated,
  refundFailed,
  refundRequested,
  refunded,
  refusal,
  requested,
  voidRequested,
  voided,
} from './payment.fixtures';
import { given } from './payment.given.fixture';

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

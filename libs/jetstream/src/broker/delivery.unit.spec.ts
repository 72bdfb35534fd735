import { deliveryOf } from './delivery';

describe('deliveryOf', () => {
  it('reads the form of 2.9', () => {
    expect(deliveryOf('$JS.ACK.ORDERS.abc.1.17.3.1700000000000000000.42')).toEqual({ sequence: 17, pending: 42 });
  });

  it('reads the newer form, with domain and account', () => {
    expect(deliveryOf('$JS.ACK.hub.acc.ORDERS.abc.1.17.3.1700000000000000000.42.xyz')).toEqual({
      sequence: 17,
      pending: 42,
    });
  });

  it('is null for a message that JetStream did not deliver', () => {
    expect(deliveryOf('_INBOX.abc.1')).toBeNull();
    expect(deliveryOf('')).toBeNull();
    expect(deliveryOf(undefined)).toBeNull();
  });
});

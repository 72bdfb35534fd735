import { ConfigError } from '@windrose/platform';
import { carrierOf } from './carrier/carrier-of';
import { shippingConfig } from './shipping.config';

describe('the carrier', () => {
  it('is simulated, half a second for each step, unless something else is said', () => {
    expect(carrierOf(shippingConfig({}))).toMatchObject({ collectsAfterMs: 500, deliversAfterMs: 500 });
    expect(carrierOf(shippingConfig({ CARRIER_DELAY_MS: '0' }))).toMatchObject({ collectsAfterMs: 0 });
  });

  it('waits for a person when it is manual', () => {
    const carrier = carrierOf(shippingConfig({ CARRIER: 'manual' }));
    expect(carrier).toMatchObject({ collectsAfterMs: null, deliversAfterMs: null });
  });

  it.each([{ CARRIER: 'pigeon' }, { CARRIER_DELAY_MS: '-1' }, { CARRIER_DELAY_MS: 'soon' }])('is not %j', (env) => {
    expect(() => shippingConfig(env)).toThrow(ConfigError);
  });
});

import { ConfigError } from '@windrose/platform';
import { rateLimit, trustedProxies } from './edge.config';

describe('the settings of the edge', () => {
  it('reads the rate of a caller', () => {
    expect([rateLimit({}), rateLimit({ RATE_LIMIT: '50' })]).toEqual([2_000, 50]);
    expect(() => rateLimit({ RATE_LIMIT: '0' })).toThrow(ConfigError);
  });

  it.each([
    [undefined, []],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, ::1,fd00::/8', ['10.0.0.0/8', '::1', 'fd00::/8']],
  ])('reads the trusted proxies %j', (text, networks) => {
    expect(trustedProxies(text === undefined ? {} : { TRUST_PROXY: text })).toEqual(networks);
  });

  it.each(['loopback', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0', '::1/129', '10.0.0.1/', ','])(
    'refuses the trusted proxies %j',
    (text) => expect(() => trustedProxies({ TRUST_PROXY: text })).toThrow(/TRUST_PROXY/),
  );
});

import { ConfigError } from './errors';
import { natsUrlFrom, serversIn } from './nats-url';

const from = (value: string | undefined): string | undefined => natsUrlFrom({ NATS_URL: value }, 'NATS_URL');

describe('addresses of NATS servers', () => {
  it.each([
    ['nats://a:4222/', 'nats://a:4222'],
    ['tls://a:4222', 'tls://a:4222'],
    ['nats://a:1, nats://b:2/ ,nats://c:3', 'nats://a:1,nats://b:2,nats://c:3'],
    ['nats://u:p@a:1,nats://b:2', 'nats://u:p@a:1,nats://b:2'],
    ['nats://u:p@a:1,nats://u:p@b:2', 'nats://u:p@a:1,nats://u:p@b:2'],
  ])('%s are taken', (value, expected) => {
    expect(from(value)).toBe(expected);
  });

  it('are not needed', () => {
    expect([from(undefined), from('')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['another scheme', 'http://a:4222'],
    ['no scheme', 'a:4222'],
    ['no host', 'nats://'],
    ['an empty one', 'nats://a:1,'],
    ['one among them of another scheme', 'nats://a:1,tls://b:2'],
    ['one among them without', 'nats://a:1,b:2'],
    ['another account', 'nats://u:p@a:1,nats://v:q@b:2'],
    ['an account that the first lacks', 'nats://a:1,nats://v:q@b:2'],
  ])('are refused with %s', (_, value) => {
    expect(() => from(value)).toThrow(ConfigError);
    expect(() => from(value)).toThrow(`NATS_URL`);
  });

  it('are found one by one', () => {
    expect(serversIn('nats://u:p@a:1,nats://b:2')).toEqual(['nats://u:p@a:1', 'nats://b:2']);
  });
});

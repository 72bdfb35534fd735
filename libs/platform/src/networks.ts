import { isIP } from 'node:net';
import { textFrom, type Env } from './env';
import { ConfigError } from './errors';

/** Addresses or networks (`10.0.0.0/8`), separated by commas; none when absent. @throws ConfigError */
export function networksFrom(env: Env, name: string): string[] {
  const text = textFrom(env, name);
  if (text === undefined) return [];
  const networks = text.split(',').map((network) => network.trim());
  if (networks.every(isNetwork)) return networks;
  throw new ConfigError(name, text, 'IP addresses or networks such as 10.0.0.0/8, separated by commas');
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

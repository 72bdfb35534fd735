import { textFrom, type Env } from './env';
import { ConfigError } from './errors';

const SCHEMES = ['nats:', 'tls:'];
const ALLOWED =
  'nats://[user:password@]host:port or tls://…, several of one cluster with commas between (all with the same scheme; the account is that of the first)';

/**
 * The addresses of a NATS server, or of several of one cluster with commas between them. One account is used for all: the
 * first address has it, and the others have none or the same.
 * @returns them without spaces and trailing slashes; undefined when the variable isn't set
 * @throws ConfigError naming the variable
 */
export function natsUrlFrom(env: Env, variable: string): string | undefined {
  const value = textFrom(env, variable);
  if (value === undefined) return undefined;
  const addresses = serversIn(value);
  const urls = addresses.filter((address) => URL.canParse(address)).map((address) => new URL(address));
  const [first] = urls;
  const fits = (url: URL): boolean =>
    SCHEMES.includes(url.protocol) &&
    url.hostname !== '' &&
    url.protocol === first?.protocol &&
    [accountOf(first), ':'].includes(accountOf(url));
  if (urls.length < addresses.length || !urls.every(fits)) throw new ConfigError(variable, value, ALLOWED);
  return addresses.join(',');
}

/** The single addresses in what `natsUrlFrom` returns. */
export function serversIn(natsUrl: string): string[] {
  return natsUrl.split(',').map((address) => address.trim().replace(/\/+$/, ''));
}

function accountOf({ username, password }: URL): string {
  return `${username}:${password}`;
}

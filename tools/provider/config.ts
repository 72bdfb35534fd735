import { join, resolve } from 'node:path';
import { choiceFrom, ConfigError, integerFrom, textFrom, urlFrom, type Env } from '@windrose/platform';
import type { NoticeTarget } from './notices';

/** What the provider is told by its environment. Fields say the variable they come from. */
export interface ProviderConfig {
  /** HOST: default 127.0.0.1. */
  readonly host: string;
  /** PORT: default 3200; 0 takes a free one. */
  readonly port: number;
  /** DATA_DIR: where `ledger.jsonl` is kept. Default `provider` below WINDROSE_HOME (`.windrose`). */
  readonly dataDir: string;
  /** LEDGER_FSYNC: `on` lets the ledger survive a power failure too. Default `off`. */
  readonly fsync: boolean;
  /** PUBLIC_URL: where customers' browsers reach the provider. Default: the address that a call came to. */
  readonly publicUrl: string | undefined;
  /** PAYMENT_WEBHOOK_URL, PAYMENT_WEBHOOK_SECRET: where the merchant is told of confirmations. Default: nowhere. */
  readonly notices: NoticeTarget | undefined;
}

export function providerConfig(env: Env = process.env): ProviderConfig {
  const home = textFrom(env, 'WINDROSE_HOME') ?? '.windrose';
  return {
    host: textFrom(env, 'HOST') ?? '127.0.0.1',
    port: integerFrom(env, 'PORT', { min: 0, max: 65_535, fallback: 3200 }),
    dataDir: resolve(textFrom(env, 'DATA_DIR') ?? join(home, 'provider')),
    fsync: choiceFrom(env, 'LEDGER_FSYNC', ['on', 'off'], 'off') === 'on',
    publicUrl: urlFrom(env, 'PUBLIC_URL', ['http', 'https']),
    notices: noticesFrom(env),
  };
}

function noticesFrom(env: Env): NoticeTarget | undefined {
  const url = urlFrom(env, 'PAYMENT_WEBHOOK_URL', ['http', 'https']);
  if (url === undefined) return undefined;
  const secret = textFrom(env, 'PAYMENT_WEBHOOK_SECRET');
  if (secret === undefined)
    throw new ConfigError('PAYMENT_WEBHOOK_SECRET', undefined, 'a secret, where there is a URL');
  return { url, secret };
}

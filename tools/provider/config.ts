import { join, resolve } from 'node:path';
import { choiceFrom, integerFrom, textFrom, urlFrom, type Env } from '@windrose/platform';

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
}

export function providerConfig(env: Env = process.env): ProviderConfig {
  const home = textFrom(env, 'WINDROSE_HOME') ?? '.windrose';
  return {
    host: textFrom(env, 'HOST') ?? '127.0.0.1',
    port: integerFrom(env, 'PORT', { min: 0, max: 65_535, fallback: 3200 }),
    dataDir: resolve(textFrom(env, 'DATA_DIR') ?? join(home, 'provider')),
    fsync: choiceFrom(env, 'LEDGER_FSYNC', ['on', 'off'], 'off') === 'on',
    publicUrl: urlFrom(env, 'PUBLIC_URL', ['http', 'https']),
  };
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@windrose/platform';
import { Book } from './book';
import type { ProviderConfig } from './config';
import { HttpServer } from './http-server';
import { LedgerFile } from './ledger-file';
import { Notices } from './notices';
import { PaymentProvider } from './payment-provider';
import { DELAYS, type Delays } from './tokens';

export interface RunningProvider {
  /** Without a slash at its end. */
  readonly url: string;
  /** Stops taking calls, answers those that run (1 s at most), closes the ledger. */
  close(): Promise<void>;
}

export interface ProviderOptions extends ProviderConfig {
  readonly logger: Logger;
  /** How long the slow cards take. Default: three and ten seconds. */
  readonly delays?: Delays;
  /** Told when the ledger can't be written any more; the provider then is of no use. */
  readonly onFailure: (error: unknown) => void;
}

/** Short: nothing that is asked of the provider takes longer, except on purpose, and that ends at once. */
const CLOSE_DEADLINE_MS = 1_000;

/** Starts a payment provider. Rejects when the port is taken or the ledger can't be read. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const { dataDir, fsync, host, logger, onFailure, publicUrl, delays = DELAYS } = options;
  let provider: PaymentProvider | undefined;
  const notices = new Notices(options.notices, logger);
  const server = new HttpServer({ delays, logger, publicUrl, provider: () => provider });
  // The port before the ledger: a second process that was started by mistake fails here, before it touches the file.
  const port = await server.listen(options.port, host);
  try {
    await mkdir(dataDir, { recursive: true });
    const book = new Book();
    const path = join(dataDir, 'ledger.jsonl');
    const onRecord = book.apply.bind(book);
    const file = await LedgerFile.open({ path, fsync, onRecord, onFailure });
    provider = new PaymentProvider(book, file, notices);
    const close = async (): Promise<void> => {
      await Promise.all([server.close(CLOSE_DEADLINE_MS), notices.close()]);
      await file.close();
    };
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close };
  } catch (error) {
    await server.close(0);
    throw error;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CHECKOUT } from './checkout';
import { temporaryDirectory } from './temporary-directory';

/** One line of the provider's ledger. */
export interface ProviderMovement {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  readonly amount: number;
  readonly idempotencyKey: string;
}

/** The payment provider simulator as it is shipped: a process of its own that can be killed and started again. */
export class TestProvider {
  private readonly directory = temporaryDirectory('windrose-provider-');
  private child: ChildProcess | undefined;
  private port = 0;

  private constructor(private readonly env: Readonly<Record<string, string>>) {}

  /** On a free port, with an empty ledger. @param env more of its environment */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<TestProvider> {
    const provider = new TestProvider(env);
    await provider.start();
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** With the ledger and on the port that it had. */
  async start(): Promise<void> {
    const register = join(CHECKOUT, 'test/node/register.js');
    const child = spawn(process.execPath, ['--require', register, join(CHECKOUT, 'tools/provider/main.ts')], {
      env: {
        ...process.env,
        ...this.env,
        HOST: '127.0.0.1',
        PORT: String(this.port),
        DATA_DIR: this.directory.path,
        LOG_LEVEL: 'info',
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.child = child;
    this.port = await listeningPortOf(child);
  }

  async kill9(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    // A process that stands still dies all the same.
    await once(child, 'exit');
  }

  async movements(reference: string): Promise<ProviderMovement[]> {
    const response = await fetch(`${this.url}/ledger?reference=${reference}`);
    return ((await response.json()) as { data: ProviderMovement[] }).data;
  }

  async remove(): Promise<void> {
    await this.kill9();
    this.directory.remove();
  }
}

/** Its output is read to the end, so that it never waits for a reader. */
function listeningPortOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => {
        const port = /"url":"http:\/\/[^"]*:(\d+)"/.exec(line)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the provider ended with ${code ?? 'a signal'} before it listened`)));
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CHECKOUT } from './checkout';

const REGISTER = join(CHECKOUT, 'test/node/register.js');

/**
 * A TypeScript program in a process of its own, for tests that need one to kill or to pause. It is given one JSON
 * argument and prints JSON lines.
 */
export class Program {
  readonly lines: unknown[] = [];
  private readonly child: ChildProcess;
  private errors = '';
  /** Resolves with the exit code (null: killed). */
  readonly ended: Promise<number | null>;

  constructor(file: string, argument: unknown) {
    this.child = spawn(process.execPath, ['--require', REGISTER, file, JSON.stringify(argument)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    const { stdout } = this.child;
    if (stdout) createInterface(stdout).on('line', (line) => this.lines.push(JSON.parse(line)));
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', resolve);
    });
  }

  /** Its last line, once it has ended well. */
  async result<T>(): Promise<T> {
    const code = await this.ended;
    if (code !== 0) throw new Error(`the program ended with ${code ?? 'a signal'}: ${this.errors}`);
    return this.lines.at(-1) as T;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill9(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from './launcher';

/** Runs `windrose … --json` against the system of the home. @returns what it printed, whatever its exit code */
export function windrose<T>(home: string, ...args: readonly string[]): Promise<T> {
  const program = join(CHECKOUT, 'bin', 'windrose.js');
  const options = { env: { ...process.env, WINDROSE_HOME: home }, maxBuffer: 64e6 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args, '--json'], options, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as T);
      } catch {
        reject(new Error(`windrose ${args.join(' ')}: ${stderr || stdout || error?.message}`));
      }
    });
  });
}

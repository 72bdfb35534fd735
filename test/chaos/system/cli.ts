import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '@windrose/testing';

/** What a system that is as it should be needs little of, on a busy machine too; one that has halted may never answer. */
const ANSWER_MS = 240_000;

/** Runs `windrose … --json` against the system of the home. @returns what it printed, whatever its exit code */
export function windrose<T>(home: string, ...args: readonly string[]): Promise<T> {
  const program = join(CHECKOUT, 'bin', 'windrose.js');
  const options = { env: { ...process.env, WINDROSE_HOME: home }, maxBuffer: 64e6, timeout: ANSWER_MS };
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

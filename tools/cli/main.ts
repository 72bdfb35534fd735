import { resolve } from 'node:path';
import { runCli } from './program';
import { processTerminal } from './terminal';

/** The checkout, seen from `dist/tools/cli`. */
const ROOT = resolve(__dirname, '..', '..', '..');

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort(signal));
  return controller.signal;
}

void runCli(process.argv.slice(2), { terminal: processTerminal(), env: process.env, root: ROOT, interruption }).then(
  (exitCode) => {
    // Not `exit`: what was printed may still be on its way into a pipe.
    process.exitCode = exitCode;
  },
);

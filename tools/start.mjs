// What `npm start` runs. Plain Node without packages: on a fresh clone there are none yet.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claim } from './bootstrap/claim.mjs';
import { prepare } from './bootstrap/prepare.mjs';
import { say, step } from './bootstrap/step.mjs';
import { stopSignal } from './bootstrap/stop-signal.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stop = stopSignal();

try {
  await prepare(root, { stop, dev: false });
  const { launch } = createRequire(import.meta.url)(join(root, 'dist', 'tools', 'launcher', 'main.js'));
  process.exitCode = await launch({ root, argv: process.argv.slice(2), env: process.env, stop, say, step, claim });
} catch (error) {
  if (!stop.aborted) process.stderr.write(`windrose: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = stop.aborted ? 0 : 1;
}
// A connection that lingers must not keep a stopped launcher alive.
process.exit();

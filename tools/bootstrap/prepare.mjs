import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from './build.mjs';
import { claim } from './claim.mjs';
import { install, isInstalled } from './install.mjs';
import { say, step } from './step.mjs';

const CLAIM_POLL_MS = 200;

/**
 * Makes a checkout ready to run: the right Node, the packages of the lock file, everything compiled. What is done
 * already is skipped. Of several starts in one checkout one works and the others wait for it.
 *
 * @param {string} root
 * @param {{ stop: AbortSignal, dev: boolean }} options `dev`: whether the packages for development are needed
 */
export async function prepare(root, { stop, dev }) {
  checkNode(root);
  const { release } = await claimWhenFree(join(root, 'dist', '.preparing'), stop);
  try {
    if (!isInstalled(root, { dev })) {
      say('installing the packages with npm ci …');
      await step('packages installed', () => install(root, stop));
    }
    stop.throwIfAborted();
    await step(
      ({ compiled, total }) => (compiled > 0 ? `${compiled} of ${total} files compiled` : 'everything is compiled'),
      () => build(root),
    );
  } finally {
    release();
  }
}

async function claimWhenFree(path, stop) {
  let told = false;
  for (;;) {
    const { release, holder } = claim(path);
    if (release) return { release };
    if (!told) say(`waiting for process ${holder}, which prepares this checkout …`);
    told = true;
    await sleep(CLAIM_POLL_MS, undefined, { signal: stop });
  }
}

function checkNode(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = /(\d+)\.(\d+)/.exec(engines.node).slice(1).map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  throw new Error(`Node ${engines.node} is needed; this is ${process.version}`);
}

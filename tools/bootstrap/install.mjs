import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether node_modules holds what package-lock.json asks for. npm keeps a list of what it installed there, written
 * last, so an install that was cut off shows too.
 *
 * @param {string} root the checkout
 * @param {{ dev: boolean }} wanted whether the packages for development must be there
 */
export function isInstalled(root, { dev }) {
  const listed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (listed === undefined) return false;
  const locked = packagesOf(join(root, 'package-lock.json')) ?? {};
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '' || (wanted.dev && !dev)) return true;
    const found = listed[path];
    if (found === undefined) return wanted.optional === true && !isForThisMachine(wanted);
    return found.version === wanted.version;
  });
}

/**
 * `npm ci`. Stops with the signal: an install must not go on when nobody waits for it any more.
 *
 * @param {string} root
 * @param {AbortSignal} stop
 */
export async function install(root, stop) {
  const [command, args] = npm();
  // Stated here because a setting of the caller's npm (`--omit`, `--dry-run`) arrives in our environment too.
  const options = ['--include=dev', '--include=optional', '--no-dry-run', '--no-global', `--prefix=${root}`];
  const child = spawn(command, [...args, 'ci', ...options, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: withoutLifecycle(process.env),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = () => child.kill('SIGTERM');
  stop.addEventListener('abort', end);
  const [code, signal] = await once(child, 'close').finally(() => stop.removeEventListener('abort', end));
  stop.throwIfAborted();
  if (code !== 0) throw new Error(`npm ci ended with ${signal ?? `code ${code}`}: see its messages above`);
}

/** The npm that runs this script, else the one on the PATH. */
function npm() {
  const running = process.env.npm_execpath;
  return running?.endsWith('npm-cli.js') && existsSync(running) ? [process.execPath, [running]] : ['npm', []];
}

/** npm describes the running script in variables; to the npm below they would describe the wrong one. */
function withoutLifecycle(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_(lifecycle|package)_/.test(name)));
}

function isForThisMachine({ os, cpu, libc }) {
  if (libc !== undefined) return false; // which one this system has can't be told without running something
  return (os === undefined || os.includes(process.platform)) && (cpu === undefined || cpu.includes(process.arch));
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}

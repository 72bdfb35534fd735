import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, messageOf } from '@windrose/platform';
import type { Host } from './host';

/**
 * Makes the home if it isn't there, and claims it for this launcher.
 * @returns how to give it back
 * @throws ConfigError naming WINDROSE_HOME when it can't be made or written
 * @throws Error when another launcher has it
 */
export function claimHome(home: string, host: Pick<Host, 'claim'>): () => void {
  const claimed = claimIn(home, host);
  if ('release' in claimed) return claimed.release;
  throw new Error(
    `windrose is running already: process ${claimed.holder} uses ${home}. Stop it, or choose another WINDROSE_HOME and PORT`,
  );
}

/** Claiming is also the proof that it can be written: permissions say nothing about a file system that is read-only. */
function claimIn(home: string, host: Pick<Host, 'claim'>): ReturnType<Host['claim']> {
  try {
    makeDirectory(home);
    return host.claim(join(home, 'launcher.pid'));
  } catch (cause) {
    throw new ConfigError('WINDROSE_HOME', home, `a directory that can be written (${messageOf(cause)})`);
  }
}

/**
 * One level after the other: with `recursive`, Node tries for ever where the kernel says of a new directory that it
 * doesn't exist, as in /proc.
 */
function makeDirectory(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) makeDirectory(parent);
  try {
    mkdirSync(path, { mode: 0o755 });
  } catch (error) {
    // It is there, or somebody else has just made it.
    if (!existsSync(path) || !statSync(path).isDirectory()) throw error;
  }
}

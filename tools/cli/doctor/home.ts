import { existsSync, mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { System } from '../find-system';
import { runFilePath } from '../run-file';
import { fail, ok, warn, type Check } from './check';

const GIGABYTE = 1_000_000_000;
/** A first start takes about 100 MB; below this, a few days of events may fill the disk. */
const ENOUGH = 2 * GIGABYTE;
const TOO_LITTLE = 0.3 * GIGABYTE;

export function homeCheck({ home }: System): Check {
  const existing = existingParent(home);
  try {
    // Tried rather than asked: permissions say nothing about a file system that is read-only or full.
    rmdirSync(mkdtempSync(join(existing, '.windrose-doctor-')));
    return ok('home', existing === home ? home : `${home} (npm start makes it)`);
  } catch {
    return fail(
      'home',
      `${existing} can't be written to`,
      'make it yours, or set WINDROSE_HOME to a directory that is',
    );
  }
}

export function diskCheck({ home }: System): Check {
  const { bavail, bsize } = statfsSync(existingParent(home));
  const free = bavail * bsize;
  const found = `${(free / GIGABYTE).toFixed(1)} GB free for ${home}`;
  if (free < TOO_LITTLE) return fail('disk', found, 'make room: PostgreSQL stops when the disk is full');
  return free < ENOUGH ? warn('disk', found, 'make room soon') : ok('disk', found);
}

export function runningCheck(system: System): Check {
  const { run, home } = system;
  if (run === null) return ok('running system', `none in ${home} (npm start starts one)`);
  if (system.isLauncherRunning) return ok('running system', `launcher ${run.launcher}, ${run.edge}`);
  const found = `${runFilePath(home)} is of launcher ${run.launcher}, which has gone`;
  return warn('running system', found, 'npm start: it clears what was left behind');
}

function existingParent(path: string): string {
  return existsSync(path) ? path : existingParent(dirname(path));
}

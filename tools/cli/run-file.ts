import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@windrose/platform';
import type { RunInfo, RunningProcess } from '../launcher/run-file';
import { Failure } from './failure';

export type { RunInfo, RunningProcess };

export function runFilePath(home: string): string {
  return join(home, 'run.json');
}

/** Null when there is none: nothing runs with this home. @throws Failure when it can't be read */
export function readRunFile(home: string): RunInfo | null {
  const path = runFilePath(home);
  try {
    return checked(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Failure(`${path} can't be read: ${messageOf(error)}`, 'bad_run_file');
  }
}

/** The launcher replaces the file by rename, so it is whole; one that is not ours is told apart by what it lacks. */
function checked(content: unknown): RunInfo {
  const file = content as Partial<RunInfo> | null;
  for (const field of ['edge', 'databaseUrl', 'natsUrl'] as const) {
    if (typeof file?.[field] !== 'string') throw new Error(`it has no ${field}`);
  }
  if (typeof file?.launcher !== 'number' || typeof file.processes !== 'object')
    throw new Error('it names no processes');
  return file as RunInfo;
}

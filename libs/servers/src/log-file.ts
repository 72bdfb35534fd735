import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 10 * 1024 * 1024;

/** Opens for appending; a file past 10 MiB becomes `<file>.1` first (the one before that is dropped). */
export function openLogFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  if (sizeOf(path) > MAX_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o640);
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What was written since `offset`, at most the last 4 KiB of it: for error messages. */
export function logSince(path: string, offset: number): string {
  const size = sizeOf(path);
  const start = Math.max(offset, size - 4096);
  if (size <= start) return '';
  const buffer = Buffer.alloc(size - start);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, buffer, 0, buffer.length, start);
  } finally {
    closeSync(fd);
  }
  return buffer.toString('utf8').trim();
}

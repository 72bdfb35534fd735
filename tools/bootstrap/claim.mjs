import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startOf } from './process-info.mjs';

/**
 * Claims a file for this process: of all that ask at once exactly one gets it. The claim of a process that has ended,
 * however it ended, counts for nothing.
 *
 * @param {string} path
 * @returns {{ release: () => void } | { holder: number }} how to give it back, or the pid that has it
 */
export function claim(path) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, mine);
  try {
    for (;;) {
      // A link never replaces: whoever comes second fails, and the file is whole from its first moment on.
      if (link(draft, path)) return { release: () => remove(path, mine) };
      const found = read(path);
      const holder = found === undefined ? undefined : livingHolder(found);
      if (holder !== undefined) return { holder };
      if (found !== undefined) remove(path, found);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function livingHolder(content) {
  try {
    const { pid, start } = JSON.parse(content);
    return start !== undefined && startOf(pid) === start ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the claim with this content only: moves it aside, looks, and puts somebody else's back. */
function remove(path, content) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== content) link(aside, path);
  rmSync(aside, { force: true });
}

function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

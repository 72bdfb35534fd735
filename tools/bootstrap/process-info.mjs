import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells two processes with the same pid apart: the time it started, in the system's own notation. Undefined when
 * there is no such process; a zombie has ended and only waits for its parent to look at it.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function startOf(pid) {
  if (process.platform !== 'linux') return ps('lstart', pid);
  const fields = statFields(pid);
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/** @param {number} pid @returns {number | undefined} */
export function parentOf(pid) {
  const parent = process.platform === 'linux' ? statFields(pid)?.[1] : ps('ppid', pid);
  return parent === undefined ? undefined : Number(parent);
}

/** @param {number} pid @returns {string} the command line, or '' */
export function commandOf(pid) {
  if (process.platform !== 'linux') return ps('args', pid) ?? '';
  return (textOf(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** The fields of /proc/<pid>/stat after the command's name, which may itself hold spaces and parentheses. */
function statFields(pid) {
  const line = textOf(`/proc/${pid}/stat`);
  return line?.slice(line.lastIndexOf(')') + 2).split(' ');
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function ps(column, pid) {
  const { status, stdout } = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

import { commandOf, parentOf, startOf } from './process-info.mjs';

const POLL_MS = 250;
const MOST_LEVELS = 4;

/**
 * The processes that this one stops with: its parents up to npm. npm doesn't pass SIGTERM on, so its end is the only
 * thing that tells; and there may be a shell between that stays. Without npm it is the direct parent.
 *
 * @returns {{ pid: number, start: string }[]}
 */
export function ancestors() {
  const chain = [];
  let pid = process.ppid;
  for (let level = 0; level < MOST_LEVELS && pid > 0; level += 1) {
    const start = startOf(pid);
    if (start === undefined) break;
    chain.push({ pid, start });
    if (/(^|[\s/])np[mx](-cli\.js)?(\s|$)/.test(commandOf(pid))) return chain;
    pid = parentOf(pid) ?? 0;
  }
  // Process 1 adopts: it never was the one that started us, except in a container, where it never goes before us.
  return chain.slice(0, 1).filter((parent) => parent.pid !== 1);
}

/**
 * Calls back once, when one of them has gone.
 *
 * @param {() => void} gone
 * @param {{ pid: number, start: string }[]} [chain]
 */
export function watchAncestors(gone, chain = ancestors()) {
  const timer = setInterval(() => {
    if (chain.every(({ pid, start }) => startOf(pid) === start)) return;
    clearInterval(timer);
    gone();
  }, POLL_MS);
  timer.unref();
}

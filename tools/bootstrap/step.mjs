import { performance } from 'node:perf_hooks';

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Does a part of the work and says when it is done and how long it took. Parts may run side by side.
 *
 * @template T
 * @param {string | ((result: T) => string)} title what is true when it is done
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const result = await work();
  say(`${seconds(performance.now() - started)}  ${typeof title === 'function' ? title(result) : title}`);
  return result;
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}

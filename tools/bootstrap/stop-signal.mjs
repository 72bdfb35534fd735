import { setMaxListeners } from 'node:events';
import { watchAncestors } from './ancestors.mjs';

/**
 * Aborts when this program is asked to stop: by a signal, once or often, or by the end of what started it. The reason
 * is the signal's name, or `parent gone`.
 *
 * @returns {AbortSignal}
 */
export function stopSignal() {
  const controller = new AbortController();
  // Each process that is looked after waits for it: as many as somebody wants instances, which is no leak.
  setMaxListeners(0, controller.signal);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => controller.abort(name));
  watchAncestors(() => controller.abort('parent gone'));
  // The terminal or the pipe may go first; a stop in good order must not die of what it can't print.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return controller.signal;
}

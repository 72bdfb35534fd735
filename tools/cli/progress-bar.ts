import type { Terminal } from './terminal';

/** How long work comes along. */
export interface ProgressBar {
  /** Total and done may both grow. */
  show(done: number, total: number): void;
  /** Removes the bar, so that the result stands alone. */
  end(): void;
}

const REDRAW_MS = 100;
const BAR_WIDTH = 15;

const NO_BAR: ProgressBar = { show: () => undefined, end: () => undefined };

/** A bar with a rate on standard error; nothing where that isn't a terminal. `now`: milliseconds that never step back. */
export function progressBar(
  terminal: Terminal,
  label: string,
  now: () => number = () => performance.now(),
): ProgressBar {
  if (terminal.progressWidth === null) return NO_BAR;
  const startedAt = now();
  let drawnAt = -Infinity;
  let first: number | undefined;
  return {
    show(done, total) {
      // What an earlier run left done must not count as this one's speed.
      first ??= done;
      if (now() - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = now();
      const seconds = (now() - startedAt) / 1_000;
      const line = progressLine(label, { done, total, perSecond: seconds > 0 ? (done - first) / seconds : 0 });
      terminal.note(`\r\x1b[K${line.slice(0, (terminal.progressWidth ?? line.length) - 1)}`);
    },
    end() {
      if (drawnAt !== -Infinity) terminal.note('\r\x1b[K');
    },
  };
}

export interface ProgressState {
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
}

/** `orders/order_list [#####···] 45 %  123,456 of 300,000  52,300/s  3 s left` */
export function progressLine(label: string, { done, total, perSecond }: ProgressState): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  const left = perSecond > 0 && done < total ? `  ${Math.ceil((total - done) / perSecond)} s left` : '';
  return `${label} [${bar}] ${Math.floor(share * 100)} %  ${count(done)} of ${count(total)}  ${count(Math.round(perSecond))}/s${left}`;
}

/** With separators between thousands, the same on every machine. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

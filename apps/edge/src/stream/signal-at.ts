/** Milliseconds after which the clock is looked at again: it may have been set, or the machine may have slept. */
const LOOK_MS = 60_000;

export interface Moment {
  readonly signal: AbortSignal;
  /** When nobody needs to know any more. */
  readonly cancel: () => void;
}

/** Aborts at a moment of the wall clock (Unix milliseconds), never before; at once when it is past. */
export function signalAt(moment: number): Moment {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const leftMs = moment - Date.now();
    if (leftMs <= 0) controller.abort();
    else timer = setTimeout(look, Math.min(leftMs, LOOK_MS));
  };
  look();
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}

import { parseArgs } from 'node:util';

export interface LauncherOptions {
  /** Delete what earlier starts left behind first. */
  readonly fresh: boolean;
  /** Make the demo customers, operator and products. */
  readonly demo: boolean;
}

const USAGE = 'usage: npm start [-- [--fresh] [--no-demo]]';

/** @throws Error with the usage for an option that doesn't exist */
export function launcherOptions(argv: readonly string[]): LauncherOptions {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { fresh: { type: 'boolean', default: false }, 'no-demo': { type: 'boolean', default: false } },
    });
    return { fresh: values.fresh, demo: !values['no-demo'] };
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}

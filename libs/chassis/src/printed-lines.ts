const EVERY_MS = 100;

/** What a program prints for the program that has started it: JSON, one object a line. */
export function printLine(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Prints `{position, head}` now and then. */
export function printedProgress(): (progress: { readonly position: number; readonly head: number }) => void {
  let printedAt = 0;
  return ({ position, head }) => {
    if (Date.now() - printedAt < EVERY_MS) return;
    printedAt = Date.now();
    printLine({ position, head });
  };
}

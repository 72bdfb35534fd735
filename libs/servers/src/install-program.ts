import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a program in a temporary directory beside `target` and moves it there in one step: whoever looks
 * sees a whole program or none, and of two installations at once the later one wins with the same content.
 * `make` returns the path of the program that it made below the directory it is given.
 */
export async function installProgram(target: string, make: (directory: string) => Promise<string>): Promise<void> {
  const directory = mkdtempSync(join(dirname(target), '.install-'));
  try {
    const made = await make(directory);
    const ready = join(directory, 'ready');
    copyFileSync(made, ready);
    chmodSync(ready, 0o755);
    renameSync(ready, target);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

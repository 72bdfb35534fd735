import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

interface Lockfile {
  readonly packages: Record<string, { readonly optionalDependencies?: Record<string, string> }>;
}

/**
 * npm leaves a package for another platform out of the lock file when the registry it asked doesn't have it (some
 * mirrors carry one platform only). `npm ci` then refuses the lock file everywhere, and a fresh clone can't be installed.
 */
describe('package-lock.json', () => {
  const { packages }: Lockfile = JSON.parse(readFileSync(resolve(__dirname, '../../package-lock.json'), 'utf8'));

  it('has every optional package, for every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });

  /** As Node looks for a package: beside the one that needs it, then further up. */
  function isLocked(from: string, name: string): boolean {
    for (let directory = from; ; directory = dirname(directory)) {
      if (join(directory, 'node_modules', name) in packages) return true;
      if (directory === '' || directory === '.') return false;
    }
  }
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, warn, type Check } from './check';

interface PackageJson {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

export function nodeCheck(root: string, running: string = process.versions.node): Check {
  const wanted = /(\d+)\.(\d+)/
    .exec(packageAt(root)?.engines?.node ?? '')
    ?.slice(1)
    .map(Number) ?? [0, 0];
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted;
  const isNew = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  if (isNew) return ok('node', running);
  return fail('node', running, `install Node ${wanted.join('.')} or newer`);
}

/** Whether what the programs need at run time is installed, in the versions that were tested together. */
export function packagesCheck(root: string): Check {
  const wanted = Object.entries(packageAt(root)?.dependencies ?? {});
  const found = (name: string): string => packageAt(join(root, 'node_modules', name))?.version ?? 'missing';
  const wrong = wanted.filter(([name, version]) => found(name) !== version).map(([name]) => `${name} ${found(name)}`);
  if (wrong.length === 0) return ok('npm packages', `${wanted.length} as in package.json`);
  return fail('npm packages', wrong.slice(0, 3).join(', ') + (wrong.length > 3 ? ', …' : ''), 'npm ci');
}

export function buildCheck(root: string): Check {
  const missing = ['apps/edge/src/main.js', 'apps/orders/src/main.js'].filter(
    (path) => !existsSync(join(root, 'dist', path)),
  );
  if (missing.length === 0) return ok('compiled programs', join(root, 'dist'));
  return warn('compiled programs', `${missing.join(', ')} missing`, 'npm start builds them, or npm run build');
}

function packageAt(directory: string): PackageJson | null {
  try {
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as PackageJson;
  } catch {
    return null;
  }
}

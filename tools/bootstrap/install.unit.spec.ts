import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';

const { isInstalled } = jest.requireActual<{ isInstalled(root: string, wanted: { dev: boolean }): boolean }>(
  './install.mjs',
);

type Packages = Record<string, object>;

const elsewhere = process.platform === 'linux' ? 'darwin' : 'linux';
const locked: Packages = {
  '': { name: 'windrose' },
  'node_modules/pg': { version: '8.0.0' },
  'node_modules/jest': { version: '30.0.0', dev: true },
  'node_modules/server-here': { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
  'node_modules/server-elsewhere': { version: '1.0.0', optional: true, os: [elsewhere] },
};

let directory: TemporaryDirectory;

function listed(change: (packages: Packages) => void): boolean {
  const packages = structuredClone(locked);
  delete packages[''];
  delete packages['node_modules/server-elsewhere'];
  change(packages);
  mkdirSync(join(directory.path, 'node_modules'), { recursive: true });
  writeFileSync(join(directory.path, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  return isInstalled(directory.path, { dev: true });
}

describe('isInstalled', () => {
  beforeEach(() => {
    directory = temporaryDirectory();
    writeFileSync(join(directory.path, 'package-lock.json'), JSON.stringify({ packages: locked }));
  });

  afterEach(() => directory.remove());

  it('holds when all that this machine needs is there', () => {
    expect(listed(() => undefined)).toBe(true);
  });

  it('does not hold on a fresh clone', () => {
    expect(isInstalled(directory.path, { dev: false })).toBe(false);
  });

  it.each(['node_modules/pg', 'node_modules/server-here'])('does not hold without %s', (path) => {
    expect(listed((packages) => delete packages[path])).toBe(false);
  });

  it('does not hold with another version', () => {
    expect(listed((packages) => (packages['node_modules/pg'] = { version: '7.0.0' }))).toBe(false);
  });

  it('asks for the packages of development only where they are needed', () => {
    expect(listed((packages) => delete packages['node_modules/jest'])).toBe(false);
    expect(isInstalled(directory.path, { dev: false })).toBe(true);
  });
});

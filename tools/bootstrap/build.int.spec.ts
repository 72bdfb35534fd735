import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';

interface Built {
  readonly compiled: number;
  readonly removed: number;
  readonly total: number;
}

const { build } = jest.requireActual<{ build(root: string): Built }>('./build.mjs');

const checkout = join(__dirname, '..', '..');
let directory: TemporaryDirectory;
let root: string;

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

function run(path: string): string {
  return execFileSync(process.execPath, [join(root, path)], { encoding: 'utf8' }).trim();
}

describe('build', () => {
  beforeEach(() => {
    directory = temporaryDirectory();
    root = directory.path;
    for (const name of ['.swcrc', 'package.json']) cpSync(join(checkout, name), join(root, name));
    symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
    write('libs/contracts/src/index.ts', `export const greeting: string = 'hello';`);
    write('apps/orders/src/main.ts', `import { greeting } from '@windrose/contracts'; console.log(greeting);`);
    write('apps/orders/src/main.unit.spec.ts', `throw new Error('tests are not compiled');`);
  });

  afterEach(() => directory.remove());

  it('compiles every program, so that it runs, and no test', () => {
    expect(build(root)).toEqual({ compiled: 2, removed: 0, total: 2 });
    expect(run('dist/apps/orders/src/main.js')).toBe('hello');
    expect(existsSync(join(root, 'dist/apps/orders/src/main.unit.spec.js'))).toBe(false);
  });

  it('compiles only what has changed since', () => {
    build(root);
    expect(build(root)).toEqual({ compiled: 0, removed: 0, total: 2 });
    write('libs/contracts/src/index.ts', `export const greeting: string = 'good day';`);
    expect(build(root)).toEqual({ compiled: 1, removed: 0, total: 2 });
    expect(run('dist/apps/orders/src/main.js')).toBe('good day');
  });

  it('repairs what was deleted or written by something else, and removes what has lost its source', () => {
    build(root);
    rmSync(join(root, 'dist/libs'), { recursive: true });
    writeFileSync(join(root, 'dist/apps/orders/src/main.js'), 'console.log("tampered with")');
    writeFileSync(join(root, 'dist/apps/orders/src/gone.js'), '');
    expect(build(root)).toEqual({ compiled: 2, removed: 1, total: 2 });
    expect(run('dist/apps/orders/src/main.js')).toBe('hello');
    rmSync(join(root, 'apps/orders/src/main.ts'));
    expect(build(root)).toEqual({ compiled: 0, removed: 2, total: 1 });
  });

  it('compiles everything anew when the settings are others', () => {
    build(root);
    const settings = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
    writeFileSync(join(root, '.swcrc'), JSON.stringify({ ...settings, sourceMaps: false }));
    expect(build(root)).toMatchObject({ compiled: 2 });
  });

  it('names the file with a mistake in it', () => {
    write('apps/orders/src/broken.ts', 'export const = 1;');
    expect(() => build(root)).toThrow(/broken\.ts/);
  });
});

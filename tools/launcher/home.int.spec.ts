import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@windrose/platform';
import { temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { claimHome } from './home';
import type { Host } from './host';

const host = jest.requireActual<Pick<Host, 'claim'>>('../bootstrap/claim.mjs');

describe('the home', () => {
  let directory: TemporaryDirectory;
  let home: string;

  beforeEach(() => {
    directory = temporaryDirectory();
    home = join(directory.path, 'deep', 'below');
  });
  afterEach(() => directory.remove());

  it('is made, and can be claimed once', () => {
    const release = claimHome(home, host);
    expect(() => claimHome(home, host)).toThrow(`process ${process.pid} uses ${home}`);
    release();
    claimHome(home, host)();
  });

  it.each(['/proc/windrose', '/proc/windrose/data', '/proc', '/sys/windrose', '/sys', '/dev/null'])(
    'is refused at once where nothing can be made: %s',
    (path) => expectRefused(path),
  );

  it('is refused as a file, and below one', () => {
    const file = join(directory.path, 'file');
    writeFileSync(file, '');
    expectRefused(file);
    expectRefused(join(file, 'home'));
  });

  // Permissions alone stop nobody who is root; a mount takes root, and not every container allows it.
  const isRoot = process.getuid?.() === 0;
  const mount = (path: string): boolean => spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', path]).status === 0;

  it('is refused where it is there and can only be read', () => {
    mkdirSync(home, { recursive: true, mode: 0o555 });
    const isMounted = isRoot && mount(home);
    if (isRoot && !isMounted) return;
    try {
      expectRefused(home);
      expectRefused(join(home, 'below'));
    } finally {
      if (isMounted) spawnSync('umount', [home]);
    }
  });

  function expectRefused(path: string): void {
    const claim = (): unknown => claimHome(path, host);
    expect(claim).toThrow(ConfigError);
    expect(claim).toThrow(`WINDROSE_HOME is "${path}"; allowed: a directory that can be written (`);
  }
});

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@windrose/testing';

const BIN = join(__dirname, '..', '..', 'bin', 'windrose.js');

describe('bin/windrose.js', () => {
  it('says in one line what is missing in a checkout that can not be built', () => {
    const directory = temporaryDirectory();
    try {
      mkdirSync(join(directory.path, 'bin'));
      copyFileSync(BIN, join(directory.path, 'bin', 'windrose.js'));
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(directory.path, 'bin', 'windrose.js'), 'status'],
        {
          encoding: 'utf8',
        },
      );
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr.trim().split('\n').at(-1)).toMatch(
        /^windrose: this checkout is not built, .*npm ci and npm run build$/,
      );
    } finally {
      directory.remove();
    }
  });
});

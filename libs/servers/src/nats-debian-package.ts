import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { executableOnPath } from './child-server';
import { installProgram } from './install-program';

const STEP_MS = 180_000;

/** Downloads Debian's (or Ubuntu's) nats-server package and unpacks the program. Root is needed only to refresh the package lists. */
export async function installFromDebian(target: string, { report }: { report: (line: string) => void }): Promise<void> {
  if (executableOnPath('apt-get') === undefined || executableOnPath('dpkg') === undefined) {
    throw new Error('apt-get or dpkg is not there');
  }
  await installProgram(target, async (directory) => {
    report('downloading the nats-server package with apt-get');
    await download(directory);
    const file = readdirSync(directory).find((name) => name.endsWith('.deb'));
    if (file === undefined) throw new Error('apt-get downloaded no package');
    await run('dpkg', ['-x', file, 'unpacked'], directory);
    return join(directory, 'unpacked', 'usr', 'sbin', 'nats-server');
  });
}

async function download(directory: string): Promise<void> {
  const get = (): Promise<void> => run('apt-get', ['-q', 'download', 'nats-server'], directory);
  try {
    await get();
  } catch (error) {
    // On a fresh machine the package lists are missing, or name a version that is no longer there.
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['-q', 'update'], directory).catch(() => undefined);
    await get();
  }
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: STEP_MS,
    killSignal: 'SIGKILL',
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${errors.trim() || `ended with ${code}`}`);
}

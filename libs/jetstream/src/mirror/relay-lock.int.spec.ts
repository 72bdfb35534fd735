import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { RelayLock } from './relay-lock';

const LOG_ID = '0190a0d0-0000-7000-8000-000000000000';

/** Takes the lock in a process of its own, says `held`, and `lost` when it has lost it. */
const HOLDER = `
const { RelayLock } = require('${join(__dirname, 'relay-lock.ts')}');
const lock = new RelayLock('DATABASE', '${LOG_ID}', () => console.log('lost'));
lock.tryAcquire().then((held) => held && console.log('held'));
setInterval(() => undefined, 1_000);
`;

describe('the lock of the active relay', () => {
  let postgres: TestPostgres;
  let databaseUrl: string;
  let holder: ChildProcess;
  let said: string;
  const locks: RelayLock[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    databaseUrl = await postgres.createDatabase();
    const register = join(__dirname, '../../../../test/node/register.js');
    holder = spawn(process.execPath, ['--require', register, '--eval', HOLDER.replace('DATABASE', databaseUrl)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    said = '';
    holder.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
    await eventually(() => expect(said).toBe('held\n'), { timeoutMs: 30_000 });
  });

  afterEach(async () => {
    holder.kill('SIGKILL');
    await once(holder, 'close');
    await Promise.all(locks.splice(0).map((lock) => lock.release()));
  });

  function another(): RelayLock {
    const lock = new RelayLock(databaseUrl, LOG_ID, () => undefined);
    locks.push(lock);
    return lock;
  }

  it('is kept by a process that lives and does nothing with it', async () => {
    const other = another();
    const until = Date.now() + 7_000;
    while (Date.now() < until) {
      expect(await other.tryAcquire()).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(said).toBe('held\n');
  });

  it('is lost by a process that is paused, which hears of it when it goes on', async () => {
    const other = another();
    holder.kill('SIGSTOP');
    await eventually(async () => expect(await other.tryAcquire()).toBe(true), { timeoutMs: 12_000 });
    holder.kill('SIGCONT');
    await eventually(() => expect(said).toBe('held\nlost\n'));
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import type { AuthorizationBody } from './bodies';
import type { MoneyMovement } from './money-movement';
import { ProviderClient, type ProviderReply } from './provider-client.testing';

const root = resolve(__dirname, '../..');

describe('the provider as a process', () => {
  let directory: TemporaryDirectory;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    directory = temporaryDirectory();
  });

  afterEach(async () => {
    await Promise.all(children.splice(0).map(killed));
    directory.remove();
  });

  it('loses nothing that it has answered when it is killed again and again under load', async () => {
    const answered = new Map<string, ProviderReply<unknown>>();
    for (let round = 0; round < 3; round++) {
      const { child, url } = await started();
      const client = new ProviderClient(url);
      const target = answered.size + 300;
      const load = Promise.all(
        Array.from({ length: 16 }, (_, worker) => callUntilItDies(client, `${round}-${worker}`, answered)),
      );
      await eventually(() => expect(answered.size).toBeGreaterThan(target));
      await killed(child);
      await load;
    }

    const { url } = await started();
    const client = new ProviderClient(url);
    const { data } = (await client.get<{ data: MoneyMovement[] }>('/ledger')).body;
    const keys = data.map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect([...answered.keys()].filter((key) => !keys.includes(key))).toEqual([]);
    for (const [key, reply] of [...answered].slice(-50)) {
      const again = key.endsWith('-capture')
        ? await client.post(
            `/authorizations/${(reply.body as MoneyMovement).authorizationId}/capture`,
            { amount: 60 },
            key,
          )
        : await client.authorize({ reference: key }, key);
      expect([key, again.status, again.text]).toEqual([key, reply.status, reply.text]);
    }
  });

  it('answers the same to 50 calls with one key that a kill -9 tears apart', async () => {
    const first = await started();
    const outcomes = Array.from({ length: 50 }, () =>
      new ProviderClient(first.url).authorize({ reference: 'torn' }, 'torn').catch(() => undefined),
    );
    await Promise.race(outcomes);
    await killed(first.child);
    const before = (await Promise.all(outcomes)).flatMap((reply) => reply?.text ?? []);
    const { url } = await started();
    const client = new ProviderClient(url);
    const after = await Promise.all(Array.from({ length: 50 }, () => client.authorize({ reference: 'torn' }, 'torn')));
    expect(new Set([...before, ...after.map(({ text }) => text)]).size).toBe(1);
    expect((await client.get<{ data: unknown[] }>('/ledger')).body.data).toHaveLength(1);
  });

  it('stops with 0 at SIGTERM, however often it comes', async () => {
    const { child, url } = await started();
    await new ProviderClient(url).authorize({}, 'k');
    const exit = once(child, 'exit');
    for (let n = 0; n < 3; n++) child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it('stops when the channel to its parent closes', async () => {
    const { child } = await started();
    const exit = once(child, 'exit');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  it('does not start with a wrong setting, and names it', async () => {
    const { child, lines } = launched({ PORT: 'http' });
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(lines.join('\n')).toContain('PORT is \\"http\\"; allowed: a whole number from 0 to 65535');
  });

  async function started(): Promise<{ child: ChildProcess; url: string }> {
    const { child, lines } = launched({ PORT: '0' });
    const url = await eventually(() => {
      const line = lines.find((text) => text.includes('is listening'));
      if (line === undefined) throw new Error(`it has not started: ${lines.join('\n')}`);
      return (JSON.parse(line) as { url: string }).url;
    });
    return { child, url };
  }

  function launched(env: Record<string, string>): { child: ChildProcess; lines: string[] } {
    const args = ['--require', join(root, 'test/node/register.js'), join(root, 'tools/provider/main.ts')];
    const child = spawn(process.execPath, args, {
      cwd: directory.path,
      env: { PATH: process.env.PATH, DATA_DIR: directory.path, LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    children.push(child);
    const lines: string[] = [];
    createInterface(child.stdout!).on('line', (line) => lines.push(line));
    return { child, lines };
  }
});

/** Authorises and captures until the connection fails, and keeps what was answered. */
async function callUntilItDies(
  client: ProviderClient,
  worker: string,
  answered: Map<string, ProviderReply<unknown>>,
): Promise<void> {
  try {
    for (let n = 0; ; n++) {
      const key = `${worker}-${n}`;
      const authorization = await client.authorize({ reference: key }, key);
      answered.set(key, authorization);
      const { id } = authorization.body as AuthorizationBody;
      answered.set(
        `${key}-capture`,
        await client.post(`/authorizations/${id}/capture`, { amount: 60 }, `${key}-capture`),
      );
    }
  } catch {
    // It was killed: what was not answered may or may not have happened.
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually, type SystemStart } from '@windrose/testing';
import { Client } from 'pg';
import { Installation } from './system/installation';

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Status {
  readonly services: readonly { readonly name: string; readonly state: string }[];
  readonly logs: readonly { readonly service: string; readonly head: number }[];
  readonly mirrors: readonly { readonly service: string; readonly state: string; readonly lag: number }[];
  readonly consumers: readonly { readonly lag: number }[];
  readonly projections: readonly { readonly service: string; readonly name: string; readonly lag: number }[];
  readonly parked: readonly unknown[];
}

interface Verified {
  readonly rows: number;
  readonly differences: readonly unknown[];
}

const PROGRAM = join(__dirname, '..', 'bin', 'windrose.js');

describe('the command line', () => {
  let installation: Installation;
  let env: NodeJS.ProcessEnv;
  let system: SystemStart;

  beforeAll(async () => {
    installation = await Installation.create();
    system = await installation.start();
    env = { ...process.env, WINDROSE_HOME: installation.home };
  });
  afterAll(() => installation.remove());

  const start = (...argv: string[]) =>
    spawn(process.execPath, [PROGRAM, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });

  async function windrose(...argv: string[]): Promise<Outcome> {
    const child = start(...argv);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  }

  async function json<T>(...argv: string[]): Promise<T> {
    const { code, out, err } = await windrose(...argv, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out) as T;
  }

  it('places an order, watches it to its end and shows it to the operator', async () => {
    const { code, out } = await windrose('order', 'place', 'compass:2', 'sea-chart', '--watch', '--json');
    expect(code).toBe(0);
    const states = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; status: string });
    expect(states.at(-1)!.status).toBe('completed');
    expect(new Set(states.map(({ id }) => id)).size).toBe(1);
    const { id } = states[0]!;
    expect(await json('order', 'get', id)).toMatchObject({ id, status: 'completed' });
    expect(await json('order', 'list', '--status', 'completed')).toMatchObject({ data: [{ id }], nextCursor: null });
    const story = await windrose('log', 'orders', '--stream', `order-${id}`);
    expect(story.out).toMatch(/ OrderPlaced [\s\S]* OrderConfirmed [\s\S]* OrderCompleted /);
  });

  it('tells a status in which nothing is left to do', async () => {
    await eventually(
      async () => {
        const { services, logs, mirrors, consumers, projections, parked } = await json<Status>('status');
        for (const { name, state } of services) {
          expect({ name, state }).toEqual({ name, state: ['nats', 'postgres'].includes(name) ? 'running' : 'ready' });
        }
        expect(services).toHaveLength(10);
        expect(logs).toHaveLength(7);
        for (const mirror of mirrors) expect(mirror).toMatchObject({ state: 'equal', lag: 0 });
        expect(consumers.length).toBeGreaterThan(8);
        for (const { lag } of [...consumers, ...projections]) expect(lag).toBe(0);
        expect(projections.map(({ service, name }) => `${service}/${name}`)).toContain('orders/order_list');
        expect(parked).toEqual([]);
      },
      { timeoutMs: 60_000, intervalMs: 500 },
    );
  });

  it('verifies every mirror', async () => {
    const { differences, mirrors } = await json<{ differences: number; mirrors: unknown[] }>('mirror', 'verify');
    expect([differences, mirrors.length]).toEqual([0, 7]);
  });

  it('follows a log to the last event, and ends in good order on Ctrl-C', async () => {
    const child = start('log', 'orders', '--follow', '--json');
    const positions: number[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      positions.push((JSON.parse(line) as { position: number }).position);
    });
    await eventually(() => expect(positions.length).toBeGreaterThan(0), { timeoutMs: 30_000 });
    await windrose('order', 'place', 'compass', '--watch');
    const { logs } = await json<Status>('status');
    const head = logs.find(({ service }) => service === 'orders')!.head;
    await eventually(() => expect(positions.at(-1)).toBe(head));
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(positions).toEqual(Array.from({ length: head }, (_, n) => n + 1));
  });

  it('rebuilds a projection while the system runs, and readers see the same', async () => {
    const before = await json('order', 'list');
    const plan = await json<{ events: number; rows: number }>('replay', 'orders/order_list', '--dry-run');
    const done = await json<{ events: number; rows: number }>('replay', 'orders/order_list');
    expect(done).toMatchObject({ projection: 'orders/order_list', events: plan.events, rows: plan.rows });
    expect(await json('order', 'list')).toEqual(before);
    const { projections } = await json<Status>('status');
    expect(projections).toContainEqual(expect.objectContaining({ service: 'orders', name: 'order_list', lag: 0 }));
  });

  it('finds the row of a projection that is not what the log says', async () => {
    const { rows, differences } = await json<Verified>('replay', 'inventory/products', '--verify');
    expect({ rows, differences }).toEqual({ rows: expect.any(Number), differences: [] });
    expect(rows).toBeGreaterThan(0);
    const database = new Client({ connectionString: system.run.databaseUrl });
    await database.connect();
    await database.query(`update inventory_views.products set name = 'Tampered' where sku = 'compass'`);
    await database.end();
    const { code, out, err } = await windrose('replay', 'inventory/products', '--verify');
    expect({ code, err }).toEqual({ code: 1, err: 'windrose: inventory/products differs from its log in 1 rows\n' });
    expect(out).toContain('  compass has another name\n');
    await json('replay', 'inventory/products');
    expect(await json('replay', 'inventory/products', '--verify')).toMatchObject({ rows, differences: [] });
  });

  it('finds the installation in order', async () => {
    expect(await json('doctor')).toMatchObject({ healthy: true });
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@windrose/testing';
import { allReady } from './readiness';
import type { Supervised } from './supervised';

describe('waiting until everything is ready', () => {
  const stop = new AbortController();
  let server: Server;
  let adminUrl: string;
  let status: number;
  let lines: string[];
  let supervised: { name: string; crashes: number; program: { output: string } };

  beforeEach(async () => {
    status = 503;
    lines = [];
    supervised = { name: 'orders', crashes: 0, program: { output: 'its last words' } };
    server = createServer((_, response) => {
      const checks = { database: 'ok', mirror: 'stream ORDERS ends beyond the log' };
      response.writeHead(status).end(JSON.stringify({ checks }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    adminUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function wait(): Promise<void> {
    const awaited = { process: supervised as Supervised, adminUrl, logFile: 'orders.log' };
    return allReady([awaited], { stop: stop.signal, say: (line) => lines.push(line), reportMs: 100 });
  }

  it('says what keeps it waiting, and goes on waiting', async () => {
    const ready = wait();
    await eventually(() => expect(lines.length).toBeGreaterThan(1));
    expect(lines[0]).toBe('orders is not ready yet: mirror: stream ORDERS ends beyond the log');
    status = 200;
    await ready;
  });

  it('gives up on a program that keeps crashing', async () => {
    supervised.crashes = 3;
    await expect(wait()).rejects.toThrow('orders ended 3 times, see orders.log\nits last words');
  });
});

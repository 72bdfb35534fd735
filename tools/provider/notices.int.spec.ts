import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@windrose/platform';
import { eventually } from '@windrose/testing';
import { Notices } from './notices';

const logger = createLogger('provider', { LOG_LEVEL: 'silent' });
const secret = 'a-secret-of-sixteen';
const notice = { reference: 'order-1', authorizationId: 'a1' };

interface Got {
  readonly signature: string;
  readonly body: string;
}

describe('notices', () => {
  let server: Server;
  let url: string;
  let got: Got[];
  let status: number;
  let notices: Notices;

  beforeEach(async () => {
    got = [];
    status = 204;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        got.push({ signature: String(request.headers['windrose-signature']), body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`;
    notices = new Notices({ url, secret }, logger);
  });
  afterEach(async () => {
    await notices.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('say what to look at, under an id of their own, and are signed with the time', async () => {
    notices.send(notice);
    notices.send(notice);
    await eventually(() => expect(got).toHaveLength(2));
    const ids = got.map(({ body }) => (JSON.parse(body) as { eventId: string }).eventId);
    expect(new Set(ids).size).toBe(2);
    for (const { signature, body } of got) {
      expect(JSON.parse(body)).toEqual({ eventId: expect.any(String) as string, ...notice });
      const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature)!;
      expect(Math.abs(Number(seconds) - Date.now() / 1_000)).toBeLessThan(60);
      expect(mac).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    }
  });

  it('are repeated with the same body until somebody takes them', async () => {
    status = 503;
    notices.send(notice);
    await eventually(() => expect(got.length).toBeGreaterThan(1));
    status = 204;
    const refused = got.length;
    await eventually(() => expect(got).toHaveLength(refused + 1));
    expect(new Set(got.map(({ body }) => body)).size).toBe(1);
  });

  it('are given up at the end, and sent nowhere without an address', async () => {
    status = 503;
    notices.send(notice);
    await eventually(() => expect(got).toHaveLength(1));
    await notices.close();
    const silent = new Notices(undefined, logger);
    silent.send(notice);
    await silent.close();
    expect(got).toHaveLength(1);
  });
});

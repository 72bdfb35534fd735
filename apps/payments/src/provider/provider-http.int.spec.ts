import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@windrose/testing';
import { ProviderOutcomeUnknown, ProviderUnavailable } from '../application/payment-provider';
import { ProviderHttp } from './provider-http';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const TIMEOUT_MS = 300;

describe('HTTP to the provider', () => {
  let server: Server;
  let http: ProviderHttp;
  let behave: Behaviour;
  const { signal } = new AbortController();
  const authorize = {
    method: 'POST',
    path: '/authorizations',
    body: { amount: 1 },
    idempotencyKey: 'k1',
    signal,
  } as const;

  beforeEach(async () => {
    server = createServer((request, response) => behave(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    http = new ProviderHttp(`http://127.0.0.1:${port}/v1/`, { timeoutMs: TIMEOUT_MS, connections: 2 });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await Promise.all([http.close(), new Promise((resolve) => server.close(resolve))]);
  });

  it('sends the key and the body below the base path, and gives back what was answered', async () => {
    let seen: unknown;
    behave = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen = [request.method, request.url, request.headers['idempotency-key'], JSON.parse(body)];
        response.writeHead(402, { 'content-type': 'application/json' }).end('{"status":"declined"}');
      });
    };
    expect(await http.call(authorize)).toEqual({ status: 402, body: { status: 'declined' } });
    expect(seen).toEqual(['POST', '/v1/authorizations', 'k1', { amount: 1 }]);
  });

  it('keeps its connections', async () => {
    const sockets = new Set<unknown>();
    behave = (request, response) => {
      sockets.add(request.socket);
      response.end('{}');
    };
    for (let i = 0; i < 5; i++) await http.call(authorize);
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('does not wait behind a slow answer', async () => {
    const waiting: ServerResponse[] = [];
    behave = (request, response) => void (request.url === '/v1/slow' ? waiting.push(response) : response.end('{}'));
    const slow = http.call({ method: 'GET', path: '/slow', signal });
    await eventually(() => expect(waiting).toHaveLength(1));
    await http.call(authorize);
    waiting[0]!.end('{}');
    await slow;
  });

  it.each([503, 429])('takes %i as "nothing has happened"', async (status) => {
    behave = (_, response) => response.writeHead(status).end('not now');
    await expect(http.call(authorize)).rejects.toThrow(ProviderUnavailable);
  });

  it.each([500, 502, 504])('takes %i as "it may have happened"', async (status) => {
    behave = (_, response) => response.writeHead(status).end('oops');
    await expect(http.call(authorize)).rejects.toThrow(ProviderOutcomeUnknown);
  });

  it('takes a dropped connection as "it may have happened"', async () => {
    behave = (request) => request.socket.destroy();
    await expect(http.call(authorize)).rejects.toThrow(ProviderOutcomeUnknown);
  });

  it('takes half an answer as "it may have happened"', async () => {
    behave = (_, response) => {
      response.writeHead(201, { 'content-length': '100' }).write('{"id":');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(http.call(authorize)).rejects.toThrow(ProviderOutcomeUnknown);
  });

  it('takes silence as "it may have happened"', async () => {
    behave = () => undefined;
    await expect(http.call(authorize)).rejects.toThrow(ProviderOutcomeUnknown);
  });

  it('takes a port where nobody listens as "nothing has happened"', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(http.call(authorize)).rejects.toThrow(ProviderUnavailable);
    server.listen(0);
  });

  it('gives up a call at a stop, which may have happened', async () => {
    const stop = new AbortController();
    behave = () => stop.abort();
    await expect(http.call({ ...authorize, signal: stop.signal })).rejects.toThrow(ProviderOutcomeUnknown);
  });

  it('passes on an answer that is no JSON', async () => {
    behave = (_, response) => response.writeHead(400).end('<html>');
    expect(await http.call(authorize)).toEqual({ status: 400, body: undefined });
  });
});

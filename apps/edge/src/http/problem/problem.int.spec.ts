import { connect } from 'node:net';
import { ok } from '@windrose/contracts';
import { startTestNats, type TestNats } from '@windrose/testing';
import { FakeOrders, PLACE_ORDER } from '../../fixtures/fake-orders';
import { sampleShipment } from '../../fixtures/sample-views';
import type { ProblemBody } from './problem';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';

describe('errors', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let customer: string;
  let operator: string;

  beforeAll(async () => {
    nats = await startTestNats();
    edge = await TestEdge.start(nats.url);
    customer = await edge.token('c1', 'customer');
    operator = await edge.token('op', 'operator');
    await new FakeOrders(edge.services).answer();
  });
  afterAll(async () => {
    await edge.close();
    await nats.stop();
  });

  const json = { 'content-type': 'application/json' };
  const as = (token: string) => ({ ...json, authorization: `Bearer ${token}` });
  const post = (path: string, token: string, body: unknown) =>
    edge.fetch(path, {
      method: 'POST',
      headers: as(token),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  async function expectProblem(response: Response, status: number, code: string) {
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.stringContaining(`"code":"${code}"`)]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const body = JSON.parse(text) as ProblemBody;
    expect(body).toMatchObject({
      type: `urn:windrose:problem:${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
    });
    expect(body.requestId).toBe(response.headers.get('x-request-id'));
    expect(text).not.toMatch(/node_modules|\.ts:|\.js:|at .*\(/);
    return body;
  }

  it('404: an unknown address', async () => {
    await expectProblem(await edge.fetch('/nowhere'), 404, 'not_found');
    await expectProblem(await edge.fetch('/docs/nothing.css'), 404, 'not_found');
    await expectProblem(await edge.fetch('/v1/orders/', { method: 'POST' }), 404, 'not_found');
    await expectProblem(await edge.fetch('/v1/orders//events', { headers: as(customer) }), 404, 'not_found');
  });

  it('404 and 405 before anything that is wrong with the body', async () => {
    const bodies = ['{', 'x'.repeat(300 * 1024)];
    for (const body of bodies) {
      await expectProblem(await post('/nowhere', customer, body), 404, 'not_found');
      await expectProblem(await post('/livez', customer, body), 405, 'method_not_allowed');
    }
  });

  it('415: a compressed body, which says what is understood', async () => {
    const response = await edge.fetch('/v1/orders', {
      method: 'POST',
      headers: { ...as(customer), 'content-encoding': 'gzip' },
      body: '{}',
    });
    await expectProblem(response, 415, 'unsupported_media_type');
    expect(response.headers.get('accept-encoding')).toBe('identity');
  });

  it('405 with Allow: a known address and another method', async () => {
    const response = await edge.fetch('/v1/orders', { method: 'DELETE' });
    await expectProblem(response, 405, 'method_not_allowed');
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    const product = await edge.fetch('/v1/products/tea', { method: 'PUT', body: '{}', headers: json });
    expect([product.status, product.headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH']);
    expect((await edge.fetch('/openapi.json', { method: 'POST' })).status).toBe(405);
    const options = await edge.fetch('/v1/orders', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('400: malformed JSON, no body, a body that is not UTF-8 JSON', async () => {
    for (const body of ['{', '{"a":}', 'nonsense', '{"a":1,}', "{'a':1}", '\u0000']) {
      await expectProblem(await post('/v1/orders', customer, body), 400, 'malformed_json');
    }
    await expectProblem(await post('/v1/orders', customer, '{"__proto__":{"x":1}}'), 400, 'malformed_json');
    const latin1 = Buffer.from(JSON.stringify(PLACE_ORDER).replace('London', 'Köln'), 'latin1');
    await expectProblem(
      await edge.fetch('/v1/orders', { method: 'POST', headers: as(customer), body: latin1 }),
      400,
      'malformed_json',
    );
    await expectProblem(await edge.fetch('/v1/orders', { method: 'POST', headers: as(customer) }), 400, 'body_missing');
    await expectProblem(
      await edge.fetch('/v1/orders', { method: 'POST', headers: { authorization: `Bearer ${customer}` } }),
      400,
      'body_missing',
    );
  });

  it('takes an empty body for none, whatever type it claims to have', async () => {
    await edge.services.on('rpc.v1.shipping.dispatch', ({ shipmentId: id }) => ok(sampleShipment(id, 'dispatching')));
    const path = '/v1/shipments/01890000-0000-7000-8000-000000000000/dispatch';
    for (const type of [undefined, 'application/json', 'application/x-www-form-urlencoded']) {
      const headers = { authorization: `Bearer ${operator}`, ...(type && { 'content-type': type }) };
      expect((await edge.fetch(path, { method: 'POST', headers, body: '' })).status).toBe(200);
    }
  });

  it('413: a body over 256 KiB, announced or not', async () => {
    const body = JSON.stringify({ ...PLACE_ORDER, filler: 'x'.repeat(256 * 1024) });
    await expectProblem(await post('/v1/orders', customer, body), 413, 'payload_too_large');
    const chunks = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 5; i++) controller.enqueue(Buffer.alloc(64 * 1024, 'x'));
        controller.close();
      },
    });
    const chunked = await edge.fetch('/v1/orders', {
      method: 'POST',
      headers: as(customer),
      body: chunks,
      duplex: 'half',
    });
    await expectProblem(chunked, 413, 'payload_too_large');
  });

  it('415: anything but JSON', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'multipart/form-data; boundary=x',
      'nonsense',
    ]) {
      const headers = { ...as(customer), 'content-type': type };
      await expectProblem(
        await edge.fetch('/v1/orders', { method: 'POST', headers, body: 'a=b' }),
        415,
        'unsupported_media_type',
      );
    }
  });

  it('422: JSON that is not valid, with a pointer to each place', async () => {
    const body = { ...PLACE_ORDER, lines: [{ sku: 'tea', quantity: 0 }], extra: true };
    const problem = await expectProblem(await post('/v1/orders', customer, body), 422, 'invalid');
    expect(problem.errors).toEqual([
      { pointer: '#/extra', detail: 'is not a known field' },
      { pointer: '#/lines/0/quantity', detail: 'must be a whole number from 1 to 10000' },
    ]);
    for (const value of ['null', '[]', '"text"', '1']) {
      expect(
        (await expectProblem(await post('/v1/orders', customer, value), 422, 'invalid')).errors?.[0]?.pointer,
      ).toBe('#');
    }
    const deep = `{"lines":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    await expectProblem(await post('/v1/orders', customer, deep), 422, 'invalid');
  });

  it('400: a query parameter or a header that can’t be used, named', async () => {
    for (const [query, name] of [
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=x', 'limit'],
      ['cursor=x', 'cursor'],
      ['status=gone', 'status'],
    ]) {
      const response = await edge.fetch(`/v1/orders?${query}`, { headers: as(customer) });
      const problem = await expectProblem(response, 400, name === 'cursor' ? 'invalid_cursor' : 'invalid_parameter');
      expect(problem.detail).toContain(name);
    }
    for (const query of ['version=0', 'version=x', 'at=yesterday', 'version=1&at=2026-01-01T00:00:00Z']) {
      await expectProblem(
        await edge.fetch(`/v1/orders/01890000-0000-7000-8000-000000000000?${query}`, { headers: as(customer) }),
        400,
        'invalid_parameter',
      );
    }
    const headers = { ...as(customer), 'idempotency-key': 'with space' };
    const response = await edge.fetch('/v1/orders', { method: 'POST', headers, body: JSON.stringify(PLACE_ORDER) });
    expect((await expectProblem(response, 400, 'invalid_header')).detail).toContain('Idempotency-Key');
  });

  it('404: an id in the path that can’t exist', async () => {
    for (const path of [
      '/v1/orders/x',
      '/v1/orders/1',
      '/v1/orders/x/events',
      '/v1/orders/x/payment',
      '/v1/orders/x/shipments',
      '/v1/products/a.b',
      '/v1/products/%20',
    ]) {
      await expectProblem(await edge.fetch(path, { headers: as(operator) }), 404, 'not_found');
    }
  });

  it('400: a URL that can’t be decoded; 414: one with an endless part', async () => {
    await expectProblem(await edge.fetch('/v1/orders/%zz'), 400, 'bad_request');
    await expectProblem(await edge.fetch('/v1/products/%ff'), 400, 'bad_request');
    await expectProblem(await edge.fetch(`/v1/products/${'x'.repeat(600)}`), 414, 'uri_too_long');
  });

  /** Sends bytes as they are; what comes back until the server closes the connection. */
  function raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(edge.url).port), '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.setEncoding('utf8').on('data', (data: string) => (text += data));
      socket.on('end', () => resolve(text)).on('error', reject);
    });
  }

  it.each([
    [
      'headers over the limit',
      `GET /livez HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['a method that doesn’t exist', 'BREW /pot HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'bad_request'],
    ['bytes that are not HTTP', 'hello\r\n\r\n', 400, 'bad_request'],
    [
      'an expectation that can’t be met',
      'GET /livez HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n',
      417,
      'expectation_failed',
    ],
    ['no Host', 'GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'bad_request'],
  ])('%s', async (_, bytes, status, code) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(JSON.parse(body)).toMatchObject({ status, code, requestId: expect.any(String) });
  });

  it('keeps a harmless X-Request-Id and replaces any other', async () => {
    const kept = await edge.fetch('/nowhere', { headers: { 'x-request-id': 'req-1/a:b' } });
    expect(kept.headers.get('x-request-id')).toBe('req-1/a:b');
    expect((await bodyOf<ProblemBody>(kept)).requestId).toBe('req-1/a:b');
    for (const id of ['a b', 'x'.repeat(129), '"quoted"', '{}']) {
      const replaced = await edge.fetch('/livez', { headers: { 'x-request-id': id } });
      expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

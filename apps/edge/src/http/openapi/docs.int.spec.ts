import { startTestNats, type TestNats } from '@windrose/testing';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';

interface Operation {
  readonly operationId: string;
  readonly security?: unknown[];
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: { $ref?: string } }> }>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly securitySchemes: Record<string, unknown> };
}

describe('documentation', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let document: Document;

  beforeAll(async () => {
    nats = await startTestNats();
    edge = await TestEdge.start(nats.url);
    document = await bodyOf<Document>(edge.fetch('/openapi.json'));
  });
  afterAll(async () => {
    await edge.close();
    await nats.stop();
  });

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ call: `${method.toUpperCase()} ${path}`, operation })),
    );

  it('describes every call', () => {
    expect(
      operations()
        .map(({ call }) => call)
        .sort(),
    ).toEqual(
      [
        'GET /livez',
        'GET /metrics',
        'GET /readyz',
        'GET /v1/ops/parked',
        'GET /v1/ops/parked/{service}/{id}',
        'GET /v1/orders',
        'GET /v1/orders/{id}',
        'GET /v1/orders/{id}/events',
        'GET /v1/orders/{id}/payment',
        'GET /v1/orders/{id}/shipments',
        'GET /v1/orders/{id}/stream',
        'GET /v1/products',
        'GET /v1/products/{sku}',
        'GET /v1/stream',
        'PATCH /v1/products/{sku}',
        'POST /v1/auth/token',
        'POST /v1/customers',
        'POST /v1/ops/parked/{service}/{id}/discard',
        'POST /v1/ops/parked/{service}/{id}/redrive',
        'POST /v1/orders',
        'POST /v1/orders/{id}/cancel',
        'POST /v1/orders/{id}/returns',
        'POST /v1/orders/{id}/shipments',
        'POST /v1/products',
        'POST /v1/products/{sku}/stock',
        'POST /v1/shipments/{id}/deliver',
        'POST /v1/shipments/{id}/dispatch',
        'POST /v1/shipments/{id}/fail',
        'POST /v1/returns/{id}/receive',
        'POST /v1/webhooks/payment-provider',
        'POST /v1/webhooks/stripe',
      ].sort(),
    );
  });

  it('names every operation once, what it answers, and its problems', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { call, operation } of operations().filter(({ call }) => call.includes('/v1/'))) {
      const [status, success] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? [];
      const schema = status === '204' ? undefined : expect.stringMatching(/^#\/components\/schemas\//);
      expect([call, Object.values(success?.content ?? {})[0]?.schema?.$ref]).toEqual([call, schema]);
      const problem = operation.responses['503']?.content?.['application/problem+json']?.schema?.$ref;
      expect([call, problem]).toEqual([call, '#/components/schemas/ProblemResponse']);
      // Who logs in has no token yet, and the payment provider signs instead.
      const open = !('401' in operation.responses) || /auth.token|webhooks/.test(call);
      expect([call, operation.security === undefined]).toEqual([call, open]);
    }
  });

  it('refers to nothing that it does not contain', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(20);
    for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.components.securitySchemes)).toEqual(['bearer']);
  });

  it('has a page that needs nothing from elsewhere', async () => {
    const page = await edge.fetch('/docs');
    const html = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, file]) => new URL(file ?? '', `${edge.url}/docs`),
    );
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      const response = await fetch(file);
      expect([file.pathname, response.status, (await response.text()).length > 100]).toEqual([
        file.pathname,
        200,
        true,
      ]);
    }
  });

  it('answers metrics in the format of Prometheus', async () => {
    const response = await edge.fetch('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('windrose_http_requests_seconds');
  });
});

import { fastify, type FastifyInstance } from 'fastify';
import { shedBusy } from './shed-busy';

describe('shedBusy', () => {
  let app: FastifyInstance;
  let busy: string[];
  let handled: number;

  beforeEach(() => {
    app = fastify();
    busy = [];
    handled = 0;
    shedBusy(app, { isTooBusy: (name) => busy.includes(name) });
    app.setErrorHandler((error, _request, reply) => reply.code(503).send({ name: (error as Error).name }));
    const handler = (): string => `handled ${++handled}`;
    app.post('/orders', { config: { waitsFor: 'orders' } }, handler);
    app.post('/products', handler);
  });
  afterEach(() => app.close());

  const post = async (url: string, payload = '{}', headers = {}): Promise<number> => {
    const answer = await app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return answer.statusCode;
  };

  it('turns away what waits for a service that is too busy, before the body is read', async () => {
    let read = 0;
    app.addHook('preParsing', (_request, _reply, payload, done) => {
      read++;
      done(null, payload);
    });
    busy = ['orders'];
    expect([await post('/orders', 'x'.repeat(1_000)), read, handled]).toEqual([503, 0, 0]);
    busy = ['inventory'];
    expect([await post('/orders'), read, handled]).toEqual([200, 1, 1]);
  });

  it('leaves alone what waits for nobody, or would rather not', async () => {
    busy = ['orders'];
    expect(await post('/products')).toBe(200);
    expect(await post('/orders', '{}', { prefer: 'respond-async' })).toBe(200);
    expect(await post('/orders', '{}', { prefer: 'wait=5' })).toBe(503);
  });
});

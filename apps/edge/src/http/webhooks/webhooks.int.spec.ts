import { createHmac } from 'node:crypto';
import { ok } from '@windrose/contracts';
import { startTestNats, type TestNats } from '@windrose/testing';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';
import type { ProblemBody } from '../problem/problem';

const PATH = '/v1/webhooks/payment-provider';
const SECRET = 'shared-by-two-parties';
const notice = { eventId: 'evt_1', reference: '01890000-0000-7000-8000-000000000000', authorizationId: 'auth_1' };

describe('webhooks of the payment provider', () => {
  let nats: TestNats;
  let edge: TestEdge | undefined;

  beforeAll(async () => {
    nats = await startTestNats();
  });
  afterEach(async () => {
    delete process.env.PAYMENT_WEBHOOK_SECRET;
    await edge?.close();
    edge = undefined;
  });
  afterAll(() => nats.stop());

  async function start(secret?: string): Promise<TestEdge> {
    if (secret !== undefined) process.env.PAYMENT_WEBHOOK_SECRET = secret;
    edge = await TestEdge.start(nats.url);
    await edge.services.on('rpc.v1.payments.provider-notice', () => ok(null));
    return edge;
  }

  function send(to: TestEdge, body: string, secret = SECRET): Promise<Response> {
    const t = Math.floor(Date.now() / 1_000);
    const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'windrose-signature': `t=${t},v1=${v1}` };
    return to.fetch(PATH, { method: 'POST', headers, body });
  }

  it('are told to payments, once they are signed over their very bytes', async () => {
    const to = await start(SECRET);
    const written = JSON.stringify(notice, null, 4);
    expect((await send(to, written)).status).toBe(204);
    expect(to.services.asked).toEqual([
      {
        subject: 'rpc.v1.payments.provider-notice',
        input: notice,
        context: expect.objectContaining({ actor: { type: 'service', id: 'edge' } }) as unknown,
      },
    ]);
  });

  it('are refused without a signature that holds, whatever they say', async () => {
    const to = await start(SECRET);
    const unsigned = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    for (const response of [await to.fetch(PATH, unsigned), await send(to, JSON.stringify(notice), 'guessed')]) {
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Windrose-Signature');
      expect(await bodyOf<ProblemBody>(response)).toMatchObject({ code: 'unauthorized' });
    }
    expect(to.services.asked).toEqual([]);
  });

  it('are checked like every other body', async () => {
    const to = await start(SECRET);
    const response = await send(to, JSON.stringify({ ...notice, reference: 7 }));
    expect([response.status, (await bodyOf<ProblemBody>(response)).errors?.[0]?.pointer]).toEqual([422, '#/reference']);
  });

  it('do not exist where no secret is set', async () => {
    expect((await send(await start(), JSON.stringify(notice))).status).toBe(404);
  });
});

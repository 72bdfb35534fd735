import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import { createLogger, readVerificationKey, signingKey, signingKeyFiles } from '@windrose/platform';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { jwtVerify } from 'jose';
import { CustomersConfig } from '../customers.config';
import { AccessTokens } from './access-tokens';
import { CREDENTIALS, type Credentials } from './credentials';
import { FirstOperator } from './first-operator';
import { LogIn } from './log-in';
import { Passwords } from './passwords';
import { RegisterCustomer } from './register-customer';

const context: RequestContext = { actor: { type: 'service', id: 'edge' }, correlationId: 'req-1' };
const logger = createLogger('customers', { LOG_LEVEL: 'silent' });

describe('customers', () => {
  let postgres: TestPostgres;
  let home: string;
  let log: EventLog;
  let second: EventLog;
  let customers: RegisterCustomer[];
  let logIn: LogIn;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    home = await mkdtemp(join(tmpdir(), 'windrose-customers-'));
  });
  beforeEach(async () => {
    const created = await createTestLog(postgres, 'customers');
    log = created.log;
    second = await openTestLog(created.databaseUrl, 'customers');
    customers = [log, second].map((one) => new RegisterCustomer(one, new Passwords()));
    logIn = new LogIn(log, new Passwords(), new AccessTokens(await signingKey(signingKeyFiles(home, {}))));
  });
  afterEach(async () => {
    await Promise.all([log.close(), second.close()]);
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(home, { recursive: true });
  });

  const register = (email: string, instance = 0, password = 'a-password') =>
    customers[instance]!.register({ email, password, name: 'Ada' }, context);

  it('registers a customer whose secret is nowhere in the log', async () => {
    const result = await register(' Ada@Example.com ');
    expect(result).toEqual({ ok: true, value: { id: expect.any(String), email: 'ada@example.com', name: 'Ada' } });
    const events = await log.readAll({ after: 0, limit: 10 });
    expect(events.map(({ type, position }) => [type, position])).toEqual([
      ['EmailClaimed', 1],
      ['CustomerRegistered', 2],
    ]);
    const id = result.ok ? result.value.id : '';
    const passwordHash = (await log.documents<Credentials>(CREDENTIALS, [id])).get(id)?.passwordHash ?? '';
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    for (const { dataText, metaText } of events) {
      expect(dataText + metaText).not.toContain('a-password');
      expect(dataText + metaText).not.toContain(passwordHash);
      expect(JSON.parse(metaText)).toMatchObject({ correlationId: 'req-1', causationId: null, tenant: 'default' });
    }
  });

  it('gives an address to one of many who want it at once, through two instances', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => register(i % 3 ? 'ada@example.com' : 'ADA@example.com', i % 2)),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    for (const result of results) if (!result.ok) expect(result.refusal.code).toBe('conflict');
    const events = await log.readAll({ after: 0, limit: 100 });
    expect(events.map(({ type }) => type)).toEqual(['EmailClaimed', 'CustomerRegistered']);
  });

  it('registers once for one request, and keeps nothing to guess the password from', async () => {
    const request = { id: '01890000-0000-8000-8000-000000000000', digest: 'of the edge' };
    const ask = (i: number, password = 'a-password') =>
      customers[i % 2]!.register({ email: 'ada@example.com', password, name: 'Ada' }, { ...context, request });
    const results = await Promise.all(Array.from({ length: 6 }, (_, i) => ask(i)));
    const ids = results.map((result) => result.ok && result.value.id);
    expect(new Set(ids).size).toBe(1);
    expect(results.filter((result) => result.ok && result.replayed)).toHaveLength(5);
    expect(await log.head()).toBe(2);
    expect(await ask(1, 'b-password')).toMatchObject({ ok: false, refusal: { code: 'idempotency_key_reused' } });
    const kept = await log.commandResults<{ digest: string }>([`request/${request.id}`]);
    expect([...kept.values()].map(({ digest }) => digest)).toEqual([expect.stringMatching(/^\$argon2id\$/)]);
  });

  it('does not let customers get in each other’s way', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, (_, i) => register(`c${i}@example.com`, i % 2)));
    expect(results.every((result) => result.ok)).toBe(true);
    expect(await log.head()).toBe(20);
  });

  it('exchanges the right password for a token that the public key verifies', async () => {
    const registered = await register('ada@example.com');
    const result = await logIn.logIn({ email: 'ADA@example.com', password: 'a-password' });
    expect(result).toMatchObject({ ok: true, value: { tokenType: 'Bearer', role: 'customer' } });
    if (!result.ok) return;
    expect(result.value.expiresIn).toBeGreaterThanOrEqual(3_600);
    const key = await readVerificationKey(signingKeyFiles(home, {}).publicKeyFile);
    const { payload, protectedHeader } = await jwtVerify(result.value.accessToken, key!.publicKey);
    expect(payload.sub).toBe(registered.ok && registered.value.id);
    expect(payload).toMatchObject({ role: 'customer', iss: 'windrose' });
    expect(payload.exp! - payload.iat!).toBe(result.value.expiresIn);
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: key!.keyId });
  });

  it('answers a wrong password and an unknown address alike, after the same work', async () => {
    await register('ada@example.com');
    const timed = async (email: string) => {
      const startedAt = performance.now();
      const result = await logIn.logIn({ email, password: 'not-the-password' });
      return { result, ms: performance.now() - startedAt };
    };
    // The fastest of some: other work on the machine only ever makes it slower.
    const fastest = async (email: string) => {
      const runs = [await timed(email), await timed(email), await timed(email), await timed(email)];
      return runs.sort((a, b) => a.ms - b.ms)[0]!;
    };
    const wrong = await fastest('ada@example.com');
    const unknown = await fastest('nobody@example.com');
    expect(wrong.result).toEqual(unknown.result);
    expect(unknown.result).toMatchObject({ ok: false, refusal: { code: 'unauthorized' } });
    // Without the hash the answer would come at least ten times as fast.
    expect(unknown.ms).toBeGreaterThan(wrong.ms / 4);
  });

  describe('the first operator', () => {
    const env = { OPERATOR_EMAIL: 'Operator@example.com', OPERATOR_PASSWORD: 'demo-password' };
    const start = (instance: number, variables: Record<string, string> = env) => {
      const first = new FirstOperator(CustomersConfig.from(home, variables), customers[instance]!, logger);
      first.onApplicationBootstrap();
      return first;
    };

    it('is registered once, by two instances and at every start', async () => {
      const starts = [start(0), start(1), start(0)];
      await eventually(async () => {
        const result = await logIn.logIn({ email: 'operator@example.com', password: 'demo-password' });
        expect(result).toMatchObject({ ok: true, value: { role: 'operator' } });
      });
      await Promise.all(starts.map((one) => one.onModuleDestroy()));
      await start(1).onModuleDestroy();
      expect(await log.head()).toBe(2);
    });

    it('needs both variables or none', async () => {
      await start(0, {}).onModuleDestroy();
      expect(await log.head()).toBe(0);
      for (const variables of [
        { OPERATOR_EMAIL: 'operator@example.com' },
        { OPERATOR_PASSWORD: 'demo-password' },
        { OPERATOR_EMAIL: 'operator', OPERATOR_PASSWORD: 'demo-password' },
        { OPERATOR_EMAIL: 'operator@example.com', OPERATOR_PASSWORD: 'short' },
      ]) {
        expect(() => CustomersConfig.from(home, variables)).toThrow(/^OPERATOR_(EMAIL|PASSWORD) /);
      }
    });
  });
});

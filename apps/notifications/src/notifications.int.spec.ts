import { Test, type TestingModule } from '@nestjs/testing';
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import type { EventMeta, NotificationsEvent } from '@windrose/contracts';
import { EventLog, JobRunner, type RecordedEvent } from '@windrose/event-log';
import { createLogger, newId } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { ComposeEmail, emailIdFor } from './application/compose-email';
import { ComposeEmailJob } from './application/compose-email.job';
import { recipientDocument } from './application/recipients';
import { SendEmailJob } from './application/send-email.job';
import type { Occasion } from './domain/occasion';
import { NotificationsModule } from './notifications.module';

const logger = createLogger('notifications', { LOG_LEVEL: 'silent' });
const meta: EventMeta = {
  actor: { type: 'service', id: 'notifications' },
  tenant: 'default',
  causationId: newId(),
  correlationId: 'the-request',
};

/** Takes every e-mail, unless it is told to answer otherwise. */
class TestMailServer {
  readonly messageIds: string[] = [];
  /** The reply to a recipient: below 400 takes the e-mail. */
  reply = 250;
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: (_address, _session, done) => {
      if (this.reply < 400) done();
      else done(Object.assign(new Error('Not taken'), { responseCode: this.reply }));
    },
    onData: (stream, _session, done) => {
      let source = '';
      stream.on('data', (chunk: Buffer) => (source += chunk.toString()));
      stream.on('end', () => {
        this.messageIds.push(/^Message-ID: (.*)\r$/m.exec(source)?.[1] ?? 'none');
        done();
      });
    },
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

class Notifications {
  private constructor(
    readonly log: EventLog,
    private readonly module: TestingModule,
    private readonly jobs: JobRunner,
  ) {}

  static async start(postgres: TestPostgres, smtpUrl = ''): Promise<Notifications> {
    const { log } = await createTestLog(postgres, 'notifications');
    process.env.SMTP_URL = smtpUrl;
    const machinery = { module: class Machinery {}, global: true, providers: [{ provide: EventLog, useValue: log }] };
    const module = await Test.createTestingModule({
      imports: [NotificationsModule, { ...machinery, exports: [EventLog] }],
    }).compile();
    await module.init();
    const jobs = new JobRunner(log, [module.get(ComposeEmailJob), module.get(SendEmailJob)], logger, {
      worker: 'notifications#1',
      backoff: { firstMs: 5, maxMs: 20 },
    });
    jobs.start();
    return new Notifications(log, module, jobs);
  }

  async stop(): Promise<void> {
    await this.jobs.stop();
    await this.module.close();
    await this.log.close();
  }

  async register(customerId: string): Promise<void> {
    const customer = { customerId, email: `${customerId}@example.com`, name: 'Ada', role: 'customer' } as const;
    await this.log.transact(async (work) => work.write([recipientDocument(customer)]));
  }

  async happens(occasion: Occasion): Promise<void> {
    await this.log.transact((work) => this.module.get(ComposeEmail).about(occasion, { work, meta }));
  }

  async story(orderId: string): Promise<(NotificationsEvent & RecordedEvent)[]> {
    return (await this.log.readByKey(orderId)) as (NotificationsEvent & RecordedEvent)[];
  }

  expectStory(
    orderId: string,
    ...types: NotificationsEvent['type'][]
  ): Promise<(NotificationsEvent & RecordedEvent)[]> {
    return eventually(async () => {
      const story = await this.story(orderId);
      expect(story.map((event) => event.type)).toEqual(types);
      return story;
    });
  }

  async jobsOf(orderId: string): Promise<{ kind: string; dead: boolean; attempt: number }[]> {
    const { rows } = await this.log.pool.query<{ kind: string; dead: boolean; attempt: number }>(
      'select kind, dead, attempt from notifications.jobs where key = $1',
      [orderId],
    );
    return rows;
  }

  /** Makes the next failure of the order's job its last, between two of its tries. */
  async exhaust(orderId: string): Promise<void> {
    await eventually(async () => {
      const { rowCount } = await this.log.pool.query(
        'update notifications.jobs set attempt = 99 where key = $1 and worker is null',
        [orderId],
      );
      expect(rowCount).toBe(1);
    });
  }

  async redrive(orderId: string): Promise<void> {
    const sql = 'update notifications.jobs set dead = false, attempt = 0, run_at = now() where key = $1';
    await this.log.pool.query(sql, [orderId]);
  }
}

function rejected(change: Partial<Occasion> = {}): Occasion {
  const reason = { code: 'out_of_stock', message: 'Not enough in stock.' };
  return { template: 'order_rejected', orderId: newId(), customerId: newId(), reason, ...change } as Occasion;
}

function dispatched(shipmentId: string, about: Occasion): Occasion {
  const { orderId, customerId } = about;
  return { template: 'shipment_dispatched', orderId, customerId, shipmentId, lines: [{ sku: 'compass', quantity: 2 }] };
}

let postgres: TestPostgres;
let notifications: Notifications;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

describe('notifications without a mail server', () => {
  beforeAll(async () => {
    notifications = await Notifications.start(postgres);
  });
  afterAll(() => notifications.stop());

  it('keeps what it would have sent', async () => {
    const occasion = rejected();
    await notifications.register(occasion.customerId);
    await notifications.happens(occasion);
    const [composed] = await notifications.expectStory(occasion.orderId, 'EmailComposed');
    expect(composed!.data).toEqual({
      emailId: emailIdFor(occasion),
      orderId: occasion.orderId,
      customerId: occasion.customerId,
      to: `${occasion.customerId}@example.com`,
      template: 'order_rejected',
      subject: `Your order ${occasion.orderId} could not be accepted`,
      text: expect.stringContaining('Not enough in stock.') as string,
    });
    expect(composed!.meta).toEqual(meta);
    expect(await notifications.jobsOf(occasion.orderId)).toEqual([]);
  });

  it('writes once about the same, and again about something else', async () => {
    const occasion = rejected();
    await notifications.register(occasion.customerId);
    await notifications.happens(occasion);
    await notifications.happens(occasion);
    await notifications.happens(dispatched('s1', occasion));
    await notifications.happens(dispatched('s1', occasion));
    await notifications.happens(dispatched('s2', occasion));
    await notifications.expectStory(occasion.orderId, 'EmailComposed', 'EmailComposed', 'EmailComposed');
  });

  it('loses nothing when the customer’s registration arrives after the order', async () => {
    const occasion = rejected();
    await notifications.happens(occasion);
    await notifications.happens(occasion);
    await eventually(async () => {
      expect(await notifications.jobsOf(occasion.orderId)).toMatchObject([{ kind: 'compose-email', dead: false }]);
    });
    await notifications.register(occasion.customerId);
    const [composed] = await notifications.expectStory(occasion.orderId, 'EmailComposed');
    expect(composed!.data).toMatchObject({ to: `${occasion.customerId}@example.com` });
    await eventually(async () => expect(await notifications.jobsOf(occasion.orderId)).toEqual([]));
    await notifications.happens(occasion);
    await notifications.expectStory(occasion.orderId, 'EmailComposed');
  });
});

describe('notifications with a mail server', () => {
  let server: TestMailServer;

  beforeEach(async () => {
    server = new TestMailServer();
    notifications = await Notifications.start(postgres, await server.start());
  });
  afterEach(async () => {
    await notifications.stop();
    await server.stop();
  });

  async function compose(): Promise<{ orderId: string; emailId: string }> {
    const occasion = rejected();
    await notifications.register(occasion.customerId);
    await notifications.happens(occasion);
    return { orderId: occasion.orderId, emailId: emailIdFor(occasion) };
  }

  it('sends it, and says under which Message-ID', async () => {
    const { orderId, emailId } = await compose();
    const [composed, sent] = await notifications.expectStory(orderId, 'EmailComposed', 'EmailSent');
    const messageId = `<${emailId}@windrose.example>`;
    expect(sent!.data).toEqual({ emailId, orderId, messageId });
    expect(sent!.meta).toMatchObject({ causationId: composed!.eventId, correlationId: 'the-request' });
    expect(server.messageIds).toEqual([messageId]);
    expect(await notifications.jobsOf(orderId)).toEqual([]);
  });

  it('sends what had to wait for its customer', async () => {
    const occasion = rejected();
    await notifications.happens(occasion);
    await notifications.register(occasion.customerId);
    await notifications.expectStory(occasion.orderId, 'EmailComposed', 'EmailSent');
    expect(server.messageIds).toHaveLength(1);
  });

  it('tries again while the server says "later"', async () => {
    server.reply = 451;
    const { orderId } = await compose();
    await eventually(async () => expect((await notifications.jobsOf(orderId))[0]?.attempt).toBeGreaterThan(2));
    server.reply = 250;
    await notifications.expectStory(orderId, 'EmailComposed', 'EmailSent');
    expect(server.messageIds).toHaveLength(1);
  });

  it('gives up at once when the server says "never"', async () => {
    server.reply = 550;
    const { orderId } = await compose();
    const [, failed] = await notifications.expectStory(orderId, 'EmailComposed', 'EmailFailed');
    expect(failed!.data).toMatchObject({ error: expect.stringContaining('550') as string });
    expect(await notifications.jobsOf(orderId)).toEqual([]);
  });

  it('gives up after the last try, and can be told to try again', async () => {
    server.reply = 451;
    const { orderId } = await compose();
    await notifications.exhaust(orderId);
    await notifications.expectStory(orderId, 'EmailComposed', 'EmailFailed');
    await eventually(async () => expect(await notifications.jobsOf(orderId)).toMatchObject([{ dead: true }]));

    server.reply = 250;
    await notifications.redrive(orderId);
    await notifications.expectStory(orderId, 'EmailComposed', 'EmailFailed', 'EmailSent');
  });
});

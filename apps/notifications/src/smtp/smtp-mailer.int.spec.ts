import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { SmtpMailer } from './smtp-mailer';

const email = { id: 'e1', to: 'ada@example.com', subject: 'Ahoy – ½ price', text: 'Dear Ada,\n\nahoy – ½ price.\n' };
const { signal } = new AbortController();

/** A mail server of the test's own. */
class TestMailServer {
  readonly received: { to: string[]; from: string | false; source: string }[] = [];
  private readonly server: SMTPServer;

  constructor(options: SMTPServerOptions = {}) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onData: (stream: SMTPServerDataStream, { envelope }, done) => {
        let source = '';
        stream.on('data', (chunk: Buffer) => (source += chunk.toString()));
        stream.on('end', () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          this.received.push({ to, from: envelope.mailFrom && envelope.mailFrom.address, source });
          done();
        });
      },
      ...options,
    });
    this.server.on('error', () => undefined);
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function replyWith(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

describe('the mailer', () => {
  let server: TestMailServer;
  let mailer: SmtpMailer;

  async function start(options?: SMTPServerOptions): Promise<void> {
    server = new TestMailServer(options);
    mailer = new SmtpMailer({ url: await server.start(), from: 'Windrose <orders@windrose.example>' });
  }
  afterEach(async () => {
    mailer.onApplicationShutdown();
    await server.stop();
  });

  it('hands over the e-mail under its own Message-ID', async () => {
    await start();
    expect(await mailer.send(email, signal)).toEqual({ outcome: 'accepted', messageId: '<e1@windrose.example>' });
    expect(server.received).toMatchObject([{ to: ['ada@example.com'], from: 'orders@windrose.example' }]);
    const { source } = server.received[0]!;
    expect(source).toMatch(/^Message-ID: <e1@windrose\.example>\r$/m);
    expect(source).toMatch(/^From: Windrose <orders@windrose\.example>\r$/m);
    expect(source).toMatch(/^To: ada@example\.com\r$/m);
  });

  it('writes to one address, whatever a customer typed', async () => {
    await start();
    await mailer.send({ ...email, to: 'ada@example.com, eve@example.com' }, signal).catch(() => undefined);
    const recipients = server.received.flatMap(({ to }) => to);
    expect(recipients).not.toContain('eve@example.com');
  });

  it('takes the server’s "never" for an answer', async () => {
    await start({ onRcptTo: (_address, _session, done) => done(replyWith(550, 'No such mailbox')) });
    const answer = await mailer.send(email, signal);
    expect(answer).toEqual({ outcome: 'refused', reason: expect.stringContaining('No such mailbox') as string });
  });

  it.each([
    ['the server says "later"', { onRcptTo: (_a, _s, done) => done(replyWith(451, 'Greylisted')) }],
    ['the server refuses us', { onConnect: (_s, done) => done(replyWith(554, 'Not you')) }],
  ] satisfies [string, SMTPServerOptions][])('fails, so that it is tried again, when %s', async (_what, options) => {
    await start(options);
    await expect(mailer.send(email, signal)).rejects.toThrow();
  });

  it('fails, so that it is tried again, when nobody answers', async () => {
    await start();
    await server.stop();
    await expect(mailer.send(email, signal)).rejects.toThrow(/ECONNREFUSED/);
  });
});

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { eventually } from '@windrose/testing';
import { fromTheFirst } from '../faults/duplicates';
import { Proxy } from './proxy';
import { WITHOUT_DELETE_GUARD } from './rewriting';

/** Answers everything with itself in brackets, and keeps what it was sent. */
class Echo {
  readonly heard: string[] = [];
  private readonly sockets: Socket[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        this.heard.push(bytes.toString());
        socket.write(`[${bytes.toString()}]`);
      });
    });
  }

  static async listen(): Promise<Echo> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Echo(server, (server.address() as { port: number }).port);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

describe('a proxy', () => {
  let echo: Echo;
  let proxy: Proxy;
  const clients: Socket[] = [];

  beforeEach(async () => {
    echo = await Echo.listen();
    proxy = await Proxy.listen(() => ({ host: '127.0.0.1', port: echo.port }));
  });

  afterEach(async () => {
    for (const socket of clients.splice(0)) socket.destroy();
    await proxy.close();
    echo.close();
  });

  async function client(): Promise<{ socket: Socket; said: () => string; isOver: () => boolean }> {
    const socket = connect(proxy.port, '127.0.0.1');
    clients.push(socket);
    let text = '';
    let over = false;
    socket.on('data', (bytes) => (text += bytes.toString())).on('error', () => undefined);
    socket.on('close', () => (over = true));
    // A reset may come before the client has noticed that it is connected.
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
    return { socket, said: () => text, isOver: () => over };
  }

  const untilSaid = (one: { said: () => string }, text: string) => eventually(() => expect(one.said()).toBe(text));

  it('passes on what both sides send', async () => {
    const one = await client();
    one.socket.write('hello');
    await untilSaid(one, '[hello]');
  });

  it('refuses: old and new connections are reset until the time is over', async () => {
    const before = await client();
    before.socket.write('a');
    await untilSaid(before, '[a]');
    const refused = proxy.refuse(300);
    await eventually(() => expect(before.isOver()).toBe(true));
    const during = await client();
    await eventually(() => expect(during.isOver()).toBe(true));
    await refused;
    const after = await client();
    after.socket.write('b');
    await untilSaid(after, '[b]');
  });

  it('is silent: nothing is lost, it only comes when the time is over, on new connections too', async () => {
    const before = await client();
    before.socket.write('a');
    await untilSaid(before, '[a]');
    const silent = proxy.silence(400);
    before.socket.write('b');
    const during = await client();
    during.socket.write('c');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([before.said(), during.said(), echo.heard]).toEqual(['[a]', '', ['a']]);
    await silent;
    await untilSaid(before, '[a][b]');
    await untilSaid(during, '[c]');
  });

  it('delays: the client is reset and comes back at once, what it had sent last arrives after what it sends then', async () => {
    const before = await client();
    before.socket.write('a');
    await untilSaid(before, '[a]');
    const delayed = proxy.delay(300);
    before.socket.write('late');
    await eventually(() => expect(before.isOver()).toBe(true));
    const again = await client();
    again.socket.write('b');
    await untilSaid(again, '[b]');
    expect(echo.heard).toEqual(['a', 'b']);
    await delayed;
    await eventually(() => expect(echo.heard).toEqual(['a', 'b', 'late']));
    expect(before.said()).toBe('[a]');
  });

  it('asks for the server at each connection, and resets when there is none', async () => {
    await proxy.close();
    proxy = await Proxy.listen(() => Promise.reject(new Error('not started')));
    const one = await client();
    await eventually(() => expect(one.isOver()).toBe(true));
  });

  it('rewrites what the client sends from its next connection on', async () => {
    const before = await client();
    proxy.rewriting({ toServer: fromTheFirst });
    await eventually(() => expect(before.isOver()).toBe(true));
    const one = await client();
    one.socket.write('{"opt_start_seq":1234,"name":"x"}');
    await untilSaid(one, '[{"opt_start_seq":1   ,"name":"x"}]');
  });
});

describe('rewriting', () => {
  it('takes the delete guard off a declaration, and puts it on what the broker says', () => {
    const declared = '{"deny_delete":true,"max_age":1}';
    const sent = WITHOUT_DELETE_GUARD.toServer(Buffer.from(declared)).toString();
    expect(JSON.parse(sent)).toEqual({ deny_delete: null, max_age: 1 });
    const answer = WITHOUT_DELETE_GUARD.toClient(Buffer.from('{"deny_delete":false,"max_age":1}'));
    expect(JSON.parse(answer.toString())).toEqual({ deny_delete: true, max_age: 1 });
  });

  it('leaves everything else as it is', () => {
    const bytes = Buffer.from([0, 255, 128, 13, 10]);
    expect(fromTheFirst(bytes)).toBe(bytes);
  });
});

import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Changes bytes on their way; must keep their number. */
export type Rewrite = (bytes: Buffer) => Buffer;

export interface Rewrites {
  readonly toServer?: Rewrite;
  readonly toClient?: Rewrite;
}

/**
 * Milliseconds that a cut collects what the clients still send, before it resets them: so long that whoever writes now and
 * then has written once.
 */
const COLLECT_MS = 600;

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A TCP connection's middle, where it can be cut. The real server's address is asked for anew for each connection,
 * because a server that starts again may have another port.
 */
export class Proxy {
  private readonly pairs = new Set<Pair>();
  private mode: 'through' | 'refused' | 'silent' = 'through';
  private rewrites: Rewrites = {};

  private constructor(
    private readonly listener: Server,
    private readonly target: () => Address | Promise<Address>,
    readonly port: number,
  ) {
    listener.on('connection', (client) => void this.accept(client));
  }

  static async listen(target: () => Address | Promise<Address>): Promise<Proxy> {
    const listener = createServer();
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', resolve);
    });
    const { port } = listener.address() as { port: number };
    return new Proxy(listener, target, port);
  }

  /** Connections are reset, and new ones too, until the time is over. */
  async refuse(ms: number): Promise<void> {
    this.mode = 'refused';
    this.reset();
    await sleep(ms);
    this.mode = 'through';
  }

  /** Nothing goes through, and nobody is told; then everything does. */
  async silence(ms: number): Promise<void> {
    this.mode = 'silent';
    for (const pair of this.pairs) pause(pair);
    await sleep(ms);
    this.mode = 'through';
    for (const pair of this.pairs) resume(pair);
  }

  /**
   * The clients' connections are reset, and they may connect again at once; but what they had sent last reaches the server
   * only when the time is over, on connections that nobody holds any more.
   */
  async delay(ms: number): Promise<void> {
    const cut = [...this.pairs];
    const held = cut.map(({ client, server }) => hold(client, server));
    await sleep(COLLECT_MS);
    for (const pair of cut) {
      this.pairs.delete(pair);
      pair.client.resetAndDestroy();
    }
    await sleep(ms);
    cut.forEach(({ server }, i) => {
      // It reads what it answers, or it would stop reading what it is sent.
      server.resume();
      server.end(Buffer.concat(held[i]!));
    });
  }

  /** From the clients' next connection on; they are made to connect again. */
  rewriting(rewrites: Rewrites): void {
    this.rewrites = rewrites;
    this.reset();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    this.reset();
    await closed;
  }

  private async accept(client: Socket): Promise<void> {
    client.on('error', () => client.destroy());
    if (this.mode === 'refused') return void client.resetAndDestroy();
    const { toServer = asIs, toClient = asIs } = this.rewrites;
    client.pause();
    const address = await Promise.resolve()
      .then(() => this.target())
      .catch(() => null);
    // There is no server now.
    if (address === null || client.destroyed) return void client.resetAndDestroy();
    const server = connect({ ...address, noDelay: true });
    const pair = { client, server };
    this.pairs.add(pair);
    client.setNoDelay(true);
    const ended = (): void => {
      if (this.pairs.delete(pair)) client.destroy();
      server.destroy();
    };
    client.on('close', () => this.pairs.has(pair) && ended());
    server.on('error', ended).on('close', ended);
    client.on('data', (bytes) => this.forward(client, server, toServer(bytes)));
    server.on('data', (bytes) => this.forward(server, client, toClient(bytes)));
    if (this.mode === 'silent') pause(pair);
    else client.resume();
  }

  private forward(from: Socket, to: Socket, bytes: Buffer): void {
    if (!to.writable || to.write(bytes)) return;
    from.pause();
    to.once('drain', () => this.mode !== 'silent' && from.resume());
  }

  private reset(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
    this.pairs.clear();
  }
}

const asIs: Rewrite = (bytes) => bytes;

function pause({ client, server }: Pair): void {
  client.pause();
  server.pause();
}

function resume({ client, server }: Pair): void {
  client.resume();
  server.resume();
}

/** Keeps what the client sends from now on, instead of forwarding it. */
function hold(client: Socket, server: Socket): Buffer[] {
  const held: Buffer[] = [];
  server.pause();
  client.removeAllListeners('data').on('data', (bytes) => held.push(bytes));
  return held;
}

import { connect } from 'node:net';

export interface NatsInfo {
  readonly server_name?: string;
  readonly version?: string;
  readonly jetstream?: boolean;
}

/** The INFO line that a NATS server sends to every connection first; undefined when nobody answers in `waitMs`. */
export function readNatsInfo(port: number, host = '127.0.0.1', waitMs = 1_000): Promise<NatsInfo | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    let text = '';
    const done = (info?: NatsInfo): void => {
      socket.destroy();
      resolve(info);
    };
    socket.setTimeout(waitMs, () => done());
    socket.on('error', () => done());
    socket.on('close', () => done());
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      const line = /^INFO (\{.*\})\s*\r\n/.exec(text)?.[1];
      if (line !== undefined) done(JSON.parse(line) as NatsInfo);
    });
  });
}

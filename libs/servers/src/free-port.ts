import { createServer } from 'node:net';

/** Below the kernel's range for outgoing connections, so that no client takes the port between a stop and a restart. */
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 200;

const reserved = new Set<number>();

/**
 * Ports that this process or its children are going to listen on: `freePort` chooses none of them, though nobody listens
 * there yet, or nobody does just now.
 */
export function reservePorts(ports: Iterable<number>): void {
  for (const port of ports) reserved.add(port);
}

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port nobody listens on now. Somebody else may take it before its user does: be ready to ask again. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let i = 0; i < TRIES; i += 1) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (!reserved.has(port) && (await isPortFree(port, host))) return port;
  }
  throw new Error(`no free port found on ${host} between ${FIRST} and ${LAST}`);
}

import { ConfigError, metrics, type Logger, type ServiceConfig } from '@windrose/platform';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from './readiness';

/**
 * `/livez`, `/readyz` and `/metrics` on a port of the process's own. Plain `node:http`: it answers before the app is
 * wired, while it waits for a database, and until the very end of a stop.
 */
export class AdminServer {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @throws ConfigError when the port is taken */
  static async listen(config: ServiceConfig, readiness: Readiness, logger: Logger): Promise<AdminServer> {
    const server = createServer((request, response) => {
      answer(request.url?.split('?')[0] ?? '/', response, readiness).catch((error: unknown) => {
        logger.error({ err: error }, 'an admin request failed');
        if (!response.headersSent) response.writeHead(500).end();
      });
    });
    server.listen(config.adminPort, config.host);
    try {
      await once(server, 'listening');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
        throw new ConfigError('ADMIN_PORT', String(config.adminPort), 'a port that nobody listens on');
      }
      throw error;
    }
    const { address, port } = server.address() as AddressInfo;
    return new AdminServer(server, `http://${address.includes(':') ? `[${address}]` : address}:${port}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

async function answer(path: string, response: ServerResponse, readiness: Readiness): Promise<void> {
  switch (path) {
    case '/livez':
      sendJson(response, 200, { status: 'ok' });
      return;
    case '/readyz': {
      const { ready, checks } = await readiness.report();
      sendJson(response, ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', checks });
      return;
    }
    case '/metrics':
      response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.metrics());
      return;
    default:
      sendJson(response, 404, { status: 'not found' });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

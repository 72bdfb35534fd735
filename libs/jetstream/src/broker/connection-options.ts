import type { NodeConnectionOptions } from '@nats-io/transport-node';
import { serversIn, type Logger } from '@windrose/platform';

export interface BrokerOptions {
  /** `nats://[user:password@]host:port`, several of one cluster separated by commas. `tls://` asks for TLS. */
  readonly url: string;
  /** Shown by the broker's monitoring: the service, and which instance of it. */
  readonly name: string;
  /** Instead of the ones in the URL. */
  readonly user?: string;
  readonly password?: string;
  /** First tokens of every reply subject, for brokers that grant each service its own. Default `_INBOX`. */
  readonly inboxPrefix?: string;
  readonly logger: Logger;
  /** Milliseconds to wait for the first connection before going on without it, still trying. Default 5000. */
  readonly firstConnectMs?: number;
}

/** Milliseconds between tries to reconnect: at least, and the random part on top. */
const RECONNECT_MS = 50;
const RECONNECT_JITTER_MS = 150;
/** A silent peer is noticed after two unanswered pings. */
const PING_MS = 10_000;

export function clientOptionsOf({ url, name, user, password, inboxPrefix }: BrokerOptions): NodeConnectionOptions {
  // A split text has at least one part.
  const urls = serversIn(url).map((one) => new URL(one)) as [URL, ...URL[]];
  const [first] = urls;
  const account = user ?? decodeURIComponent(first.username);
  return {
    servers: urls.map((one) => one.host),
    name,
    ...(account === '' ? {} : { user: account, pass: password ?? decodeURIComponent(first.password) }),
    ...(first.protocol === 'tls:' ? { tls: {} } : {}),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    timeout: 2_000,
    pingInterval: PING_MS,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => RECONNECT_MS + Math.random() * RECONNECT_JITTER_MS,
    // A broker that is being reconfigured may refuse us for a moment: giving up for ever would be worse.
    ignoreAuthErrorAbort: true,
    // A stack trace captured for each request costs more than the request.
    noAsyncTraces: true,
  };
}

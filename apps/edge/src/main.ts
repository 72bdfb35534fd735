import { startService } from '@windrose/chassis';
import { configureEdge } from './configure-edge';
import { edgePort, trustedProxies } from './edge.config';
import { EdgeModule } from './edge.module';
import { EdgeHttpAdapter } from './http/edge-http-adapter';

/** Milliseconds in which clients that send something every second find out that they have to connect anew. */
const LINGER_MS = 1_000;

void startService({
  service: 'edge',
  module: EdgeModule,
  appendsUnchecked: true,
  http: {
    port: edgePort,
    createAdapter: (logger) => new EdgeHttpAdapter(logger, { trustedProxies: trustedProxies(), lingerMs: LINGER_MS }),
    configure: configureEdge,
  },
});

import { startService } from '@windrose/chassis';
import { configureEdge } from './configure-edge';
import { edgePort, trustedProxies } from './edge.config';
import { EdgeModule } from './edge.module';
import { EdgeHttpAdapter } from './http/edge-http-adapter';

void startService({
  service: 'edge',
  module: EdgeModule,
  appendsUnchecked: true,
  http: {
    port: edgePort,
    createAdapter: (logger) => new EdgeHttpAdapter(logger, { trustedProxies: trustedProxies() }),
    configure: configureEdge,
  },
});

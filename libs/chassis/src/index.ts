export { Readiness, type ReadinessReport } from './readiness';
export type { HttpDefinition, ServiceDefinition } from './service-definition';
export { startService } from './start-service';
export { LOGGER, SERVICE_CONFIG } from './tokens';

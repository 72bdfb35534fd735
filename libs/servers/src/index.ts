export { executableOnPath, type ServerExit } from './child-server';
export { freePort, isPortFree } from './free-port';
export { openLogFile } from './log-file';
export { type NatsUser } from './nats-config';
export { findNatsServer, type FinderOptions, type FoundNatsServer, type NatsOrigin } from './nats-finder';
export { readNatsInfo, type NatsInfo } from './nats-info';
export { NatsServer, type NatsOptions } from './nats-server';
export { createDatabase } from './postgres-database';
export { PostgresServer, type PostgresOptions } from './postgres-server';
export {
  endProcesses,
  isRunning,
  parentOf,
  processesWithArgument,
  runningProcesses,
  sendSignal,
  startTimeOf,
} from './process-table';

export * from './documented';
export * from './eventually';
export * from './given';
export * from './program';
export * from './temporary-directory';
export * from './test-nats';
export { startTestPostgres, type TestPostgres, type TestPostgresOptions } from './test-postgres';
export * from './test-log';
export * from './test-provider';

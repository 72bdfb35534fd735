export * from './events';
export * from './meta';
export * from './money';
export * from './result';
export * from './rpc';
export * from './sources';
export * from './subjects';

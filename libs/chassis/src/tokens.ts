/** Injects the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

/** Injects the `ServiceConfig` of the process. */
export const SERVICE_CONFIG = Symbol('SERVICE_CONFIG');

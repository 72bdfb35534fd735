import type { Service } from '@windrose/contracts';

const LOG_ID = /\blog=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/;

/** The description of a log's mirror. It says whose stream it is, to people and to `logIdIn`. */
export function mirrorDescription(service: Service, logId: string): string {
  return `Mirror of the Windrose log ${service}; sequence = position; log=${logId}`;
}

/** The identity of the log that a stream mirrors, from its description; undefined when it doesn't say. */
export function logIdIn(description: string | undefined): string | undefined {
  return description === undefined ? undefined : LOG_ID.exec(description)?.[1];
}

import { identifier } from '../database';

/**
 * The quoted name of the schema that holds a service's projections. Their tables come and go while the service runs, so
 * its role may create tables there, and nowhere else.
 */
export function viewsSchemaOf(service: string): string {
  return identifier(`${service}_views`);
}

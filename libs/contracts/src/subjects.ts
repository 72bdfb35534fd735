import type { Service } from './sources';

/** The rule that keeps a key usable as one token of a subject. */
export const KEY_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** `evt.<service>.<partition>.<key>.<EventType>`, the partition in two digits. */
export function eventSubject(service: Service, partition: number, key: string, type: string): string {
  return `evt.${service}.${partition < 10 ? `0${partition}` : partition}.${key}.${type}`;
}

/** Every subject that the service's stream owns. */
export function eventSubjectsOf(service: Service): string {
  return `evt.${service}.>`;
}

/** Every event that one service has about one key. */
export function eventSubjectsAbout(service: Service, key: string): string {
  return `evt.${service}.*.${key}.>`;
}

/** Every event about one key (an order's whole story) across all services. */
export function storySubject(key: string): string {
  return `evt.*.*.${key}.>`;
}

import { newId, partitionOf } from '@windrose/platform';

/** New keys of one partition, of as many as a log has by default. */
export function keysOf(partition: number, count: number): string[] {
  const keys: string[] = [];
  while (keys.length < count) {
    const key = newId();
    if (partitionOf(key, 16) === partition) keys.push(key);
  }
  return keys;
}

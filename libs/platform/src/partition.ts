/**
 * The partition of a key: FNV-1a (32 bit) of its UTF-16 code units, modulo the number of partitions.
 * Keys are ASCII, so units are bytes. A log's number of partitions is fixed when it is created.
 */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % partitions;
}

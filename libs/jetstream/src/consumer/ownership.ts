/** Which partitions this process handles. Another owner's events are read and passed over. */
export interface Ownership {
  owns(partition: number): boolean;
}

/** One instance handles everything. Two of them stay correct, because cursors move by compare-and-set, but work twice. */
export const ownsAll: Ownership = { owns: () => true };

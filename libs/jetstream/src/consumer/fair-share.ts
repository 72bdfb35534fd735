/**
 * How many partitions a member should hold: all members' shares differ by one at most and add up to all partitions.
 * Whoever comes first in the order of ids has the larger one.
 */
export function fairShare(members: readonly string[], member: string, partitions: number): number {
  const rank = members.indexOf(member);
  if (rank < 0) return 0;
  const share = Math.floor(partitions / members.length);
  return rank < partitions % members.length ? share + 1 : share;
}

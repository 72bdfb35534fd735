/** What the campaign itself did that the invariants would otherwise take for a violation. */
export class Explanations {
  /** How often each process was ended by us. */
  readonly ended = new Map<string, number>();
  /** Positions whose messages were deleted, by stream. */
  readonly deleted = new Map<string, number[]>();

  weEnded(process: string): void {
    this.ended.set(process, (this.ended.get(process) ?? 0) + 1);
  }

  weDeleted(stream: string, sequence: number): void {
    this.deleted.set(stream, [...(this.deleted.get(stream) ?? []), sequence]);
  }
}

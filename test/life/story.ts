/** What was done with one order from the outside, as it happened. */
export class OrderStory {
  readonly lines: string[] = [];
  private readonly beganAt = Date.now();

  note(words: string): void {
    const seconds = ((Date.now() - this.beganAt) / 1_000).toFixed(2);
    this.lines.push(`${seconds.padStart(6)} s  ${words}`);
  }
}

/** The pauses of a loop that looks for work from time to time. */
export class Nap {
  private signalled = false;
  private resting = false;
  private over = false;
  private interrupt: () => void = () => undefined;

  /** Whether `end` was called: the loop is to stop. */
  get ended(): boolean {
    return this.over;
  }

  /** There may be work: ends a sleep. If nobody sleeps at the moment, the next sleep ends before it begins. */
  wake(): void {
    this.signalled = true;
    if (!this.resting) this.interrupt();
  }

  /** Ends this pause and all later ones. */
  end(): void {
    this.over = true;
    this.interrupt();
  }

  /** Nothing to do for now. */
  async sleep(ms: number): Promise<void> {
    if (!this.signalled) await this.pause(ms);
    this.signalled = false;
  }

  /** Something went wrong, or it isn't time yet: work that is waiting doesn't end this pause. */
  async rest(ms: number): Promise<void> {
    if (ms <= 0) return;
    this.resting = true;
    await this.pause(ms);
    this.resting = false;
  }

  private async pause(ms: number): Promise<void> {
    if (this.over) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.interrupt = () => undefined;
  }
}

/** Lets one loop sleep until there is something to do. A raise that comes while nobody waits is kept. */
export class WakeUp {
  private raised = false;
  private resolve: (() => void) | undefined;

  raise(): void {
    this.raised = true;
    this.resolve?.();
  }

  /** Resolves after a raise, or when the time is up. */
  async wait(ms: number): Promise<void> {
    if (!this.raised) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.resolve = undefined;
    }
    this.raised = false;
  }
}

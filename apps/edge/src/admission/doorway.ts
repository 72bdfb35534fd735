import { WaitingLine } from '@windrose/platform';
import { BURST_MS } from './burst';

/**
 * Lets one request in in each turn of the event loop. Node accepts one connection in a turn, too: with the work of a hundred
 * requests in each, new clients would wait in the kernel for minutes while those who are connected are served, and nobody
 * would know. Here they wait where it is seen for how long, and who would wait too long is turned away.
 */
export class Doorway {
  private readonly line = new WaitingLine({ name: 'the edge', max: 4_000, patienceMs: BURST_MS, standingMs: 100 });
  private isOpen = false;

  /** Resolves when it is the request's turn, without delay when there is little to do. @throws ServiceBusy */
  enter(): Promise<void> {
    const turn = this.line.join();
    if (!this.isOpen) {
      this.isOpen = true;
      setImmediate(this.letIn);
    }
    return turn;
  }

  private readonly letIn = (): void => {
    this.line.next();
    if (this.line.length > 0) setImmediate(this.letIn);
    else this.isOpen = false;
  };
}

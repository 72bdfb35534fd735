import type { ServerResponse } from 'node:http';

/** What answers even then: who asks whether the edge is alive must not hear that it is busy. */
const ALWAYS = new Set(['/livez', '/readyz', '/metrics']);

/** Requests of the whole process that are being answered, held ones too. The bound is what memory is good for. */
export class InFlight {
  private count = 0;

  constructor(private readonly max = 5_000) {}

  /** Whether there is room for the request; its answer makes room again. */
  admit(path: string, response: ServerResponse): boolean {
    if (this.count >= this.max && !ALWAYS.has(path)) return false;
    this.count++;
    // Comes after the last byte, and also when the client has gone before.
    response.once('close', () => this.count--);
    return true;
  }
}

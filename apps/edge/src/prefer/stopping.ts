import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Says that the process is about to stop, before its server closes: answers that are being held are given now. */
@Injectable()
export class Stopping implements OnModuleDestroy {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;

  onModuleDestroy(): void {
    this.controller.abort();
  }
}

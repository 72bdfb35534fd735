import type { OrderBook } from '../load/order-book';

const REDRAW_MS = 250;

/** Says on standard error what happens: on a terminal in one line that changes, else a line for each step. */
export class Stage {
  private readonly timer: NodeJS.Timeout | undefined;
  private title = '';
  private book: OrderBook | undefined;
  private endsAt = 0;
  private lastFault = '';

  constructor(private readonly output: NodeJS.WriteStream = process.stderr) {
    if (output.isTTY) this.timer = setInterval(() => this.draw(), REDRAW_MS);
  }

  enter(title: string): void {
    if (title === this.title) return;
    this.title = title;
    this.book = undefined;
    if (this.timer === undefined) this.output.write(`${time()} ${title}\n`);
  }

  /** Orders come in until then. */
  load(book: OrderBook, endsAt: number): void {
    this.enter('load');
    this.book = book;
    this.endsAt = endsAt;
  }

  fault(text: string): void {
    this.lastFault = text;
    if (this.timer === undefined) this.output.write(`${time()}   ${text}\n`);
  }

  end(): void {
    clearInterval(this.timer);
    if (this.timer !== undefined) this.output.write('\r\x1b[K');
  }

  private draw(): void {
    const { book } = this;
    const left = Math.max(0, Math.ceil((this.endsAt - Date.now()) / 1_000));
    const line =
      book === undefined
        ? this.title
        : `${left} s left · ${book.acknowledged.length} orders, ${book.open.size} waiting · ${this.lastFault}`;
    this.output.write(`\r\x1b[K${line.slice(0, (this.output.columns || 80) - 1)}`);
  }
}

function time(): string {
  return new Date().toISOString().slice(11, 23);
}

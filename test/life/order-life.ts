import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client, Page, Problem } from '../system/client';
import { basket, type Order } from '../system/shop';
import { getPatiently, postPatiently } from './patiently';
import type { Fate, Plan } from './plan';
import { OrderStory } from './story';

interface Shipment {
  readonly id: string;
  readonly status: string;
  readonly lines: Plan['lines'];
}

export interface People {
  readonly customer: Client;
  readonly operator: Client;
}

const ENDED = ['completed', 'rejected', 'expired', 'cancelled', 'partially_returned', 'returned'];
const OPEN = ['created', 'dispatching', 'dispatched'];
/** Milliseconds between two looks at something that somebody else has to do first. */
const LOOK_MS = 150;

/** One order, from placing to its end and back again, played by its plan against the running system. */
export class OrderLife {
  readonly story = new OrderStory();
  id = '';

  constructor(
    readonly plan: Plan,
    private readonly people: People,
  ) {}

  /** @throws Error when the system answers what it must not */
  async live(): Promise<void> {
    const { lines, token, cancels } = this.plan;
    const { body } = await this.ask<Order>('place', [201, 202], this.people.customer, '/v1/orders', {
      ...basket({}, token),
      lines,
    });
    this.id = body.id;
    await Promise.all([
      this.confirm(),
      this.fulfil(),
      cancels !== null && cancels !== 'with the first dispatch' ? this.cancelAfter(cancels.afterMs) : null,
    ]);
    await this.sendBack();
  }

  read(): Promise<Order> {
    return getPatiently<Order>(this.people.operator, `/v1/orders/${this.id}`).then(({ body }) => body);
  }

  /** The customer finds the payment's page, thinks about it, and presses the button. It may be too late by then. */
  private async confirm(): Promise<void> {
    const { token, confirmsAfterMs } = this.plan;
    if (token !== 'tok_requires_action' || confirmsAfterMs === null) return;
    let order = await this.read();
    for (; order.status === 'pending' && order.nextAction === null; order = await this.read()) await sleep(LOOK_MS);
    if (order.nextAction === null) return;
    await sleep(confirmsAfterMs);
    const { status } = await fetch(order.nextAction.url, { method: 'POST' });
    this.story.note(`the customer confirms: ${status}`);
  }

  private async cancelAfter(waitMs: number): Promise<void> {
    await sleep(waitMs);
    await this.cancel();
  }

  private async cancel(): Promise<void> {
    const { customer, operator } = this.people;
    const callers = this.plan.cancelsTwice ? [customer, operator] : [customer];
    await Promise.all(
      callers.map((by) => this.ask('cancel', [200, 409], by, `/v1/orders/${this.id}/cancel`, undefined)),
    );
  }

  /** The operator does what is planned for each shipment, until there is nothing left to do. */
  private async fulfil(): Promise<void> {
    const fates = new Map<string, Fate>();
    for (let splits = this.plan.splits; ; await sleep(LOOK_MS)) {
      const order = await this.read();
      if (ENDED.includes(order.status)) return this.story.note(`the order is ${order.status}`);
      const open = (await this.shipments()).filter(({ status }) => OPEN.includes(status));
      if (open.length > 0 && splits > 0) {
        splits -= 1;
        await this.split(open[0]!);
        continue;
      }
      for (const shipment of open) {
        const fate = fates.get(shipment.id) ?? this.plan.fates[Math.min(fates.size, this.plan.fates.length - 1)]!;
        const isFirst = fates.size === 0;
        fates.set(shipment.id, fate);
        await sleep(this.plan.paceMs);
        await Promise.all([
          this.move(shipment, fate),
          isFirst && this.plan.cancels === 'with the first dispatch' ? this.cancel() : null,
        ]);
      }
    }
  }

  private async split({ lines }: Shipment): Promise<void> {
    const [{ sku }] = lines as [Plan['lines'][number]];
    const path = `/v1/orders/${this.id}/shipments`;
    await this.ask(`split one ${sku} off`, [201, 409], this.people.operator, path, { lines: [{ sku, quantity: 1 }] });
  }

  /** One step towards the shipment's fate. Where somebody else was faster, the answer is 409 and the next look shows it. */
  private async move({ id, status }: Shipment, fate: Fate): Promise<void> {
    const act = async (step: 'dispatch' | 'deliver' | 'fail'): Promise<void> => {
      const path = `/v1/shipments/${id}/${step}`;
      await this.ask(`${step} ${id.slice(-4)}`, [200, 409], this.people.operator, path, undefined);
    };
    switch (status) {
      case 'created':
        if (fate === 'fails before it leaves') return act('fail');
        await act('dispatch');
        return fate === 'fails while its share is captured' ? act('fail') : undefined;
      case 'dispatching':
        // Its share is being captured: that takes as long as it takes.
        return;
      default:
        return act(fate === 'fails on its way' ? 'fail' : 'deliver');
    }
  }

  /** Each return is asked for at the same moment, so that together they may ask for more than there is. */
  private async sendBack(): Promise<void> {
    const { status } = await this.read();
    if (status !== 'completed') return;
    const { customer, operator } = this.people;
    const { lines, returns } = this.plan;
    await Promise.all(
      returns.map(async ({ line, quantity, arrives }) => {
        const { sku } = lines[line % lines.length]!;
        const body = { lines: [{ sku, quantity }], reason: 'It is not what I wanted.' };
        const what = `send back ${quantity} ${sku}`;
        const asked = await this.ask<{ id: string }>(what, [201, 422], customer, `/v1/orders/${this.id}/returns`, body);
        if (asked.status !== 201 || arrives === null) return;
        const path = `/v1/returns/${asked.body.id}/receive`;
        // Twice: it arrives once.
        await Promise.all([
          this.ask(`receive ${quantity} ${sku} ${arrives}`, [200, 409], operator, path, { condition: arrives }),
          this.ask(`receive ${quantity} ${sku} ${arrives}`, [200, 409], operator, path, { condition: arrives }),
        ]);
      }),
    );
  }

  private async shipments(): Promise<readonly Shipment[]> {
    const { status, body } = await getPatiently<Page<Shipment>>(
      this.people.operator,
      `/v1/orders/${this.id}/shipments`,
    );
    return status === 200 ? body.data : [];
  }

  private async ask<Body>(
    what: string,
    allowed: readonly number[],
    by: Client,
    path: string,
    body: unknown,
  ): Promise<Answer<Body>> {
    const answer = await postPatiently<Body>(by, path, body);
    const { code, status: state } = (answer.body ?? {}) as Partial<Problem> & { readonly status?: unknown };
    this.story.note(`${what}: ${answer.status} ${String(code ?? state)}`);
    if (!allowed.includes(answer.status)) {
      throw new Error(`${this.id}: ${what} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer;
  }
}

import { derivedId } from '@windrose/platform';
import fc from 'fast-check';
import type { Fate } from './model-provider';
import { STOCK, type World } from './world';

const KINDS = [
  'place',
  'cancel',
  'deliver',
  'deliver again',
  'try a job',
  'fire a timer',
  'confirm',
  'dispatch',
  'arrive',
  'fail',
  'split',
  'return',
  'receive',
] as const;
export type Kind = (typeof KINDS)[number];

/** What happens next. `pick` chooses among what is possible then, so that a shrunk plan still makes sense. */
export interface Move {
  readonly kind: Kind;
  readonly pick: number;
  readonly fate: Fate;
}

const WEIGHTS: Readonly<Partial<Record<Kind, number>>> = { deliver: 30, 'try a job': 12, 'fire a timer': 3, place: 3 };
const FATES: readonly Fate[] = ['done', 'refused', 'unheard', 'lost', 'asks the customer'];

export const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fate>('done') },
  { weight: 3, arbitrary: fc.constantFrom(...FATES) },
);

export const moves: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(...KINDS.map((kind) => ({ weight: WEIGHTS[kind] ?? 2, arbitrary: fc.constant(kind) }))),
  pick: fc.nat(99),
  fate: fates,
});

/** @returns what was done, in words; undefined when there was nothing of the kind to do */
export async function make(world: World, { kind, pick, fate }: Move): Promise<string | undefined> {
  const one = <T>(of: readonly T[]): T | undefined => of[pick % Math.max(1, of.length)];
  switch (kind) {
    case 'place':
      return place(world, pick);
    case 'cancel': {
      const orderId = one(world.orderIds);
      if (orderId === undefined) return undefined;
      const reply = await world.of('orders').ask('rpc.v1.orders.cancel', { orderId }, 'customer');
      return `cancel ${short(orderId)}: ${reply.ok ? reply.value.status : reply.refusal.code}`;
    }
    case 'deliver': {
      const feed = one(world.waitingFeeds);
      if (feed === undefined) return undefined;
      const event = feed.from.log.events[feed.cursor]!;
      await world.deliver(feed);
      return `${feed.to.service} gets ${event.type} of ${short(event.key)}`;
    }
    case 'deliver again': {
      const feed = one(world.feeds.filter(({ cursor }) => cursor > 0))!;
      const event = feed.from.log.events[pick % feed.cursor]!;
      await feed.to.take(feed.from.service, event);
      return `${feed.to.service} gets ${event.type} of ${short(event.key)} again`;
    }
    case 'try a job': {
      const waiting = one(world.jobs);
      if (waiting === undefined) return undefined;
      world.provider.fate = fate;
      const done = await waiting.service.tryJob(waiting.job);
      world.provider.fate = 'done';
      return `${waiting.job.kind} of ${short(waiting.job.key)}, ${fate}: ${done ? 'concluded' : 'put back'}`;
    }
    case 'fire a timer': {
      const due = one(world.timers);
      if (due === undefined) return undefined;
      await world.fire(due);
      return `${due.timer.kind} of ${short(due.timer.key)} is due`;
    }
    case 'confirm': {
      const authorization = one(world.provider.authorizations.filter(({ status }) => status === 'requires_action'));
      if (authorization === undefined) return undefined;
      world.provider.confirm(authorization);
      return `the customer of ${short(authorization.reference)} confirms`;
    }
    case 'dispatch':
    case 'arrive':
    case 'fail':
      return moveShipment(world, kind, one(world.events('shipping', 'ShipmentCreated'))?.data);
    case 'split':
      return split(world, one(world.events('shipping', 'ShipmentCreated'))?.data, pick);
    case 'return':
      return giveBack(world, one(world.events('shipping', 'ShipmentDelivered'))?.data, pick);
    case 'receive': {
      const returnId = one(world.returnIds);
      if (returnId === undefined) return undefined;
      const input = { returnId, condition: pick % 2 === 0 ? 'sound' : 'damaged' } as const;
      const reply = await world.of('shipping').ask('rpc.v1.shipping.receive-return', input, 'operator');
      return `receive ${short(returnId)} ${input.condition}: ${said(reply)}`;
    }
    default:
      return kind satisfies never;
  }
}

const ADDRESS = { name: 'Ada', street: 'Quay 1', city: 'Bergen', postalCode: '5003', country: 'NO' };

async function place(world: World, pick: number): Promise<string | undefined> {
  if (world.orderIds.length === 4) return undefined;
  const orderId = derivedId('model', String(world.orderIds.length));
  const skus = Object.keys(STOCK);
  const lines = skus.slice(0, 1 + (pick % skus.length)).map((sku, i) => ({ sku, quantity: 1 + ((pick >> i) % 3) }));
  const input = { orderId, customerId: 'ada', lines, shippingAddress: ADDRESS, payment: { token: 'tok' } };
  const reply = await world.of('orders').ask('rpc.v1.orders.place', input, 'customer');
  if (!reply.ok) throw new Error(reply.refusal.detail);
  world.orderIds.push(orderId);
  return `place ${short(orderId)}: ${lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ')}`;
}

interface Parcel {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

async function moveShipment(
  world: World,
  kind: 'dispatch' | 'arrive' | 'fail',
  data: unknown,
): Promise<string | undefined> {
  if (data === undefined) return undefined;
  const { shipmentId } = data as Parcel;
  const subject = kind === 'arrive' ? 'deliver' : kind;
  const reply = await world.of('shipping').ask(`rpc.v1.shipping.${subject}`, { shipmentId }, 'operator');
  return `${kind} ${short(shipmentId)}: ${said(reply)}`;
}

async function split(world: World, data: unknown, pick: number): Promise<string | undefined> {
  if (data === undefined) return undefined;
  const { orderId, shipmentId: from, lines } = data as Parcel;
  const { sku } = lines[pick % lines.length]!;
  const shipmentId = derivedId(from, 'split', String(pick));
  const input = { shipmentId, orderId, lines: [{ sku, quantity: 1 }] };
  const reply = await world.of('shipping').ask('rpc.v1.shipping.split', input, 'operator');
  return `split 1 ${sku} off ${short(from)}: ${said(reply)}`;
}

async function giveBack(world: World, data: unknown, pick: number): Promise<string | undefined> {
  if (data === undefined) return undefined;
  const { orderId, lines } = data as Parcel;
  const { sku } = lines[pick % lines.length]!;
  const returnId = derivedId(orderId, 'return', String(world.returnIds.length));
  const input = { returnId, orderId, lines: [{ sku, quantity: 1 }], reason: 'unwanted' };
  const reply = await world.of('shipping').ask('rpc.v1.shipping.request-return', input, 'customer');
  if (reply.ok) world.returnIds.push(returnId);
  return `return 1 ${sku} of ${short(orderId)}: ${said(reply)}`;
}

function said(reply: {
  readonly ok: boolean;
  readonly value?: unknown;
  readonly refusal?: { readonly code: string };
}): string {
  return reply.ok ? (reply.value as { readonly status: string }).status : (reply.refusal?.code ?? '');
}

function short(id: string): string {
  return id.slice(0, 4);
}

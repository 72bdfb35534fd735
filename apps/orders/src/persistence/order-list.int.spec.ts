import type { EventMeta, ListOrders, OrderView, Page } from '@windrose/contracts';
import { ProjectionRunner, type EventLog } from '@windrose/event-log';
import { createLogger } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { AMPLE } from '../application/deadlines.fixtures';
import {
  cancellationRequested,
  delivered,
  dispatched,
  orderCompleted,
  orderConfirmed,
  orderRejected,
  paymentRequested,
  placed,
} from '../domain/order.fixtures';
import { orderStream } from '../domain/streams';
import { OrderList } from './order-list';
import { orderList } from './order-list.projection';
import { OrderReader } from './order-reader';

const meta: EventMeta = {
  actor: { type: 'customer', id: 'c1' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
};
const paid = [paymentRequested, orderConfirmed];

describe('the list of orders', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let runner: ProjectionRunner;
  let list: OrderList;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log } = await createTestLog(postgres, 'orders'));
    runner = new ProjectionRunner(log, orderList, createLogger('test'));
    await runner.start();
    list = new OrderList(log, AMPLE);
    await place('o0', 'cy', [...paid, cancellationRequested]);
    await place('o1', 'ada', paid);
    await place('o2', 'bob', [orderRejected('out_of_stock', 'none left')]);
    await place('o3', 'ada', []);
    await place('o4', 'ada', [...paid, dispatched('s1'), delivered('s1'), orderCompleted]);
    await place('o5', 'bob', paid);
    const head = await log.head();
    await eventually(() => expect(runner.lag()).toMatchObject({ position: head, lag: 0 }));
  });
  afterAll(async () => {
    await runner.stop();
    await log.close();
    await postgres.stop();
  });

  async function place(orderId: string, customerId: string, later: readonly (typeof orderConfirmed)[]): Promise<void> {
    const first = { type: 'OrderPlaced' as const, data: { ...placed, orderId, customerId } };
    for (const [version, event] of [first, ...later].entries()) {
      await log.append({ stream: orderStream(orderId), expectedVersion: version, events: [event], meta });
    }
  }

  async function page(request: Partial<ListOrders> = {}): Promise<Page<OrderView>> {
    const result = await list.page({ limit: 25, ...request });
    if (!result.ok) throw new Error(`refused: ${result.refusal.detail}`);
    return result.value;
  }

  const idsOf = ({ data }: Page<OrderView>): string[] => data.map(({ id }) => id);

  it('has the newest first', async () => {
    expect(idsOf(await page())).toEqual(['o5', 'o4', 'o3', 'o2', 'o1', 'o0']);
  });

  it('shows each order as its stream does', async () => {
    const reader = new OrderReader(log, AMPLE);
    for (const view of (await page()).data) expect(view).toEqual((await reader.find(view.id))?.view);
  });

  it.each<[string, Partial<ListOrders>, string[]]>([
    ['status', { status: 'confirmed' }, ['o5', 'o1']],
    ['customer', { customerId: 'ada' }, ['o4', 'o3', 'o1']],
    ['both', { status: 'confirmed', customerId: 'ada' }, ['o1']],
    ['what nobody has', { status: 'expired' }, []],
    ['the way to an end', { status: 'cancelling' }, ['o0']],
  ])('can be filtered by %s', async (_what, filter, ids) => {
    expect(idsOf(await page(filter))).toEqual(ids);
  });

  it('is read page by page, each order once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const { data, nextCursor }: Page<OrderView> = await page({ limit: 2, cursor: cursor || undefined });
      seen.push(...data.map(({ id }) => id));
      cursor = nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['o5', 'o4', 'o3', 'o2', 'o1', 'o0']);
  });

  it('has no next page after the last order', async () => {
    expect((await page({ limit: 6 })).nextCursor).toBeNull();
    expect((await page({ limit: 5 })).nextCursor).not.toBeNull();
  });

  it('refuses a cursor that it never gave', async () => {
    expect(await list.page({ limit: 2, cursor: 'nonsense' })).toMatchObject({
      ok: false,
      refusal: { code: 'invalid' },
    });
  });
});

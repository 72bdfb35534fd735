import { ok, type ProductEntry, type RpcRequest } from '@windrose/contracts';
import { connectNats, RpcClient, RpcServer, type BrokerConnection } from '@windrose/jetstream';
import { createLogger, ServiceUnavailable } from '@windrose/platform';
import { startTestNats, type TestNats } from '@windrose/testing';
import { InventoryEntries } from './inventory-entries';

const SUBJECT = 'rpc.v1.inventory.get-entries';
const logger = createLogger('test');
const mug: ProductEntry = {
  sku: 'mug',
  name: 'Mug',
  price: { amount: 100, currency: 'EUR' },
  active: true,
  position: 3,
};
const tea: ProductEntry = { ...mug, sku: 'tea', name: 'Tea' };

describe('product entries from inventory', () => {
  let nats: TestNats;
  let broker: BrokerConnection;
  let server: RpcServer | undefined;

  beforeAll(async () => {
    nats = await startTestNats();
    broker = await connectNats({ url: nats.url, name: 'orders', logger });
  });
  afterAll(async () => {
    await broker.close();
    await nats.stop();
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** Inventory's side of the call. */
  async function serve(answer: (skus: readonly string[]) => Promise<readonly ProductEntry[]>): Promise<void> {
    server = new RpcServer({ broker, queue: 'inventory', logger, drainMs: 10 });
    server.addHandler(SUBJECT, async ({ input }: RpcRequest<{ skus: string[] }>) => ok(await answer(input.skus)));
    server.listen(() => undefined);
    await broker.nats.flush();
  }

  it('are those that inventory has; concurrent orders ask together', async () => {
    const asked: (readonly string[])[] = [];
    await serve(async (skus) => {
      asked.push(skus);
      return [mug, tea].filter(({ sku }) => skus.includes(sku));
    });
    const entries = new InventoryEntries(new RpcClient({ broker }));
    const [first, second] = await Promise.all([entries.read(['mug', 'ghost']), entries.read(['tea', 'mug'])]);
    expect(first).toEqual(new Map([['mug', mug]]));
    expect(second).toEqual(
      new Map([
        ['tea', tea],
        ['mug', mug],
      ]),
    );
    expect(asked).toEqual([['mug', 'ghost', 'tea']]);
  });

  it('can not be had while inventory is not there', async () => {
    const entries = new InventoryEntries(new RpcClient({ broker }));
    await expect(entries.read(['mug'])).rejects.toThrow(ServiceUnavailable);
    await serve(async () => [mug]);
    expect((await entries.read(['mug'])).size).toBe(1);
  });

  it('can not be had from an inventory that hangs, and nobody waits for ever', async () => {
    await serve(() => new Promise(() => undefined));
    const entries = new InventoryEntries(new RpcClient({ broker }));
    await expect(entries.read(['mug'])).rejects.toThrow(ServiceUnavailable);
  });
});

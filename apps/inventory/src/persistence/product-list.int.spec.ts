import type { Page, PageRequest, ProductView, RequestContext } from '@windrose/contracts';
import { ProjectionRunner, type EventLog } from '@windrose/event-log';
import { createLogger } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { StockAdjuster } from '../application/adjust-stock';
import { SecondLook } from '../application/second-look';
import { StockWatch } from '../application/stock-watch';
import { ProductWriter } from '../application/write-product';
import { addProduct, changeProduct } from '../domain/product.decide';
import { ProductList } from './product-list';
import { ProductReader } from './product-reader';
import { products } from './products.projection';

const context: RequestContext = { actor: { type: 'operator', id: 'op' }, correlationId: 'c' };
const skus = ['Mug', 'ink', 'mug', 'tea-1', 'tea_1'];

describe('the list of products', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let runner: ProjectionRunner;
  let list: ProductList;
  let reader: ProductReader;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log } = await createTestLog(postgres, 'inventory'));
    runner = new ProjectionRunner(log, products, createLogger('test'));
    await runner.start();
    list = new ProductList(log);
    reader = new ProductReader(log);
    const writer = new ProductWriter(log, reader);
    for (const [i, sku] of skus.entries()) {
      const command = { sku, name: `${sku}!`, price: { amount: i + 1, currency: 'EUR' }, stock: i };
      await writer.write(sku, context, (state) => addProduct(state, command));
    }
    await writer.write('ink', context, (state) => changeProduct(state, { sku: 'ink', name: 'Ink', active: false }));
    const head = await log.head();
    await eventually(() => expect(runner.lag()).toMatchObject({ position: head, lag: 0 }));
  });
  afterAll(async () => {
    await runner.stop();
    await log.close();
    await postgres.stop();
  });

  async function page(request: Partial<PageRequest> = {}): Promise<Page<ProductView>> {
    const result = await list.page({ limit: 25, ...request });
    if (!result.ok) throw new Error(`refused: ${result.refusal.detail}`);
    return result.value;
  }

  it('shows each product as it is', async () => {
    const { data, nextCursor } = await page();
    expect(nextCursor).toBeNull();
    expect(data.map(({ sku }) => sku).sort()).toEqual([...skus].sort());
    for (const view of data) expect(view).toEqual((await reader.find(view.sku))?.view);
    expect(data.find(({ sku }) => sku === 'ink')).toMatchObject({ name: 'Ink', active: false, available: 1 });
  });

  it('has the stock of this moment', async () => {
    const look = new SecondLook(log, 5);
    await new StockAdjuster(log, reader, new StockWatch(5, look)).adjust(
      { sku: 'mug', delta: 10, reason: 'delivery' },
      context,
    );
    expect((await page()).data.find(({ sku }) => sku === 'mug')?.available).toBe(12);
    await look.onApplicationShutdown();
  });

  it('is read page by page, each product once', async () => {
    const all = (await page()).data.map(({ sku }) => sku);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: Page<ProductView> = await page({ limit: 2, cursor: cursor ?? undefined });
      seen.push(...next.data.map(({ sku }) => sku));
      cursor = next.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
  });

  it('refuses a cursor that it never gave', async () => {
    expect(await list.page({ limit: 2, cursor: '***' })).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
  });
});

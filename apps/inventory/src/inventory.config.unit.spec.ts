import { ConfigError } from '@windrose/platform';
import { inventoryConfig } from './inventory.config';

describe('the threshold of a low stock', () => {
  it('is 5 units unless something else is said', () => {
    expect(inventoryConfig({})).toEqual({ lowStockThreshold: 5 });
    expect(inventoryConfig({ LOW_STOCK_THRESHOLD: '0' })).toEqual({ lowStockThreshold: 0 });
  });

  it.each(['-1', '1.5', 'few'])('is not %s', (LOW_STOCK_THRESHOLD) => {
    expect(() => inventoryConfig({ LOW_STOCK_THRESHOLD })).toThrow(ConfigError);
  });
});

import { CURRENCIES, decimalsOf } from './currencies';

describe('currencies', () => {
  it('are codes that the world knows, each once', () => {
    const known = new Set(Intl.supportedValuesOf('currency'));
    expect([...CURRENCIES].filter((code) => !known.has(code) && code !== 'VED')).toEqual([]);
    expect(CURRENCIES.size).toBe(157);
  });

  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    // Intl writes these without decimals; ISO 4217 gives them two, or three.
    ['HUF', 2],
    ['IQD', 3],
  ])('%s has %p decimals', (code, decimals) => {
    expect(CURRENCIES.has(code)).toBe(true);
    expect(decimalsOf(code)).toBe(decimals);
  });

  it.each(['XXX', 'XAU', 'XTS', 'DEM', 'eur', ''])('%j is none', (code) => {
    expect(CURRENCIES.has(code)).toBe(false);
  });
});

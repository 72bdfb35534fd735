import { given } from '@windrose/testing';
import { isNoteworthy, noteStock, stockLevel, type StockLevelEvent } from './stock-level';

const threshold = 5;
const low: StockLevelEvent = { type: 'LowStock', data: { sku: 'mug', available: 5, threshold } };
const replenished: StockLevelEvent = { type: 'StockReplenished', data: { sku: 'mug', available: 6, threshold } };
const soldOut: StockLevelEvent = { type: 'SoldOut', data: { sku: 'mug' } };
const back = (available: number): StockLevelEvent => ({ type: 'BackInStock', data: { sku: 'mug', available } });

function when(facts: readonly StockLevelEvent[], before: number, available: number) {
  const seen = { sku: 'mug', available, fell: available < before, wasOut: before === 0 };
  // What is not noteworthy is never even asked about.
  return given(stockLevel, ...facts).when((level) =>
    isNoteworthy(seen, threshold) ? noteStock(level, seen, threshold) : [],
  );
}

describe('the level of a stock', () => {
  it('is low when a decrease reaches the threshold, and is told once', () => {
    when([], 7, 6).then();
    when([], 7, 5).then(low);
    when([low], 5, 4).then();
  });

  it('is told by the next decrease when nobody saw it cross the threshold', () => {
    when([], 5, 4).then({ type: 'LowStock', data: { sku: 'mug', available: 4, threshold } });
  });

  it('is not low because of an increase', () => {
    when([], 1, 4).then();
  });

  it('is replenished above the threshold, once', () => {
    when([low], 3, 5).then();
    when([low], 3, 6).then(replenished);
    when([low, replenished], 6, 9).then();
    when([], 3, 9).then();
  });

  it('is low again after it was replenished', () => {
    when([low, replenished], 6, 5).then(low);
  });

  it('is sold out with its last unit, once', () => {
    when([low], 1, 0).then(soldOut);
    when([], 1, 0).then({ type: 'LowStock', data: { sku: 'mug', available: 0, threshold } }, soldOut);
    when([low, soldOut], 1, 0).then();
    when([low, soldOut, back(1)], 1, 0).then(soldOut);
  });

  it('is back when there is something again, once', () => {
    when([low, soldOut], 0, 2).then(back(2));
    when([low, soldOut], 0, 6).then(back(6), replenished);
    when([low, soldOut, back(2)], 2, 3).then();
  });

  it('is back for the first time when nobody ever said that it was out', () => {
    when([], 0, 6).then(back(6));
    when([], 1, 6).then();
  });

  it('is not back because of a decision that was made on an old sight of it', () => {
    when([low, soldOut, back(1)], 0, 1).then();
  });
});

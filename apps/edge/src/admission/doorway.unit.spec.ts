import { Doorway } from './doorway';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Doorway', () => {
  it('lets one in in each turn of the event loop, in the order they came', async () => {
    const doorway = new Doorway();
    const inside: number[] = [];
    const entered = Array.from({ length: 10 }, (_, n) => doorway.enter().then(() => inside.push(n)));
    expect(inside).toEqual([]);
    await turn();
    expect(inside).toEqual([0]);
    await turn();
    expect(inside).toEqual([0, 1]);
    await Promise.all(entered);
    expect(inside).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is open again after it was empty', async () => {
    const doorway = new Doorway();
    await doorway.enter();
    await turn();
    await expect(doorway.enter()).resolves.toBeUndefined();
  });
});

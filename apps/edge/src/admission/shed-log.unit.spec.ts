import { ShedLog } from './shed-log';

it('a line each second tells how many requests were turned away', () => {
  let now = 0;
  const told: unknown[] = [];
  const log = new ShedLog({ warn: (fields: unknown) => void told.push(fields) }, () => now);
  for (let i = 0; i < 100; i++) log.add();
  now = 1_000;
  for (let i = 0; i < 50; i++) log.add();
  expect(told).toEqual([{ requests: 1 }, { requests: 100 }]);
});

import { timeoutOfThisTest } from './timeout-of-this-test';

it('gives a test with servers a minute, on a busy machine too', () => {
  expect(timeoutOfThisTest()).toBe(60_000);
});

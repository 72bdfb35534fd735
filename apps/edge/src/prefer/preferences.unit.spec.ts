import { preferencesFrom } from './preferences';

describe('preferencesFrom', () => {
  it.each([
    [undefined, 0],
    ['', 0],
    ['wait=10', 10],
    ['WAIT=10', 10],
    ['wait = 10', 10],
    ['wait="10"', 10],
    ['wait=0', 0],
    ['wait=31', 30],
    ['wait=999999999', 30],
    ['wait=99999999999999', 0],
    ['wait', 0],
    ['wait=', 0],
    ['wait=-1', 0],
    ['wait=1.5', 0],
    ['wait=1e1', 0],
    ['wait=soon', 0],
    ['respond-async, wait=5', 5],
    ['respond-async,wait=5;foo="a,b"', 5],
    ['foo="bar, wait=9", wait=3', 3],
    ['foo="a\\", wait=9", wait=3', 3],
    ['foo; wait=9', 0],
    ['wait=2, wait=9', 2],
    ['handling=lenient; x=1 , wait=4 ; y', 4],
    ['"wait=5', 0],
  ])('reads %j as a wait of %d seconds', (header, seconds) => {
    expect(preferencesFrom(header).waitSeconds).toBe(seconds);
  });

  it.each([
    ['respond-async', true],
    ['Respond-Async, wait=5', true],
    ['wait=5;respond-async', false],
    ['foo="respond-async"', false],
    ['', false],
  ])('reads %j as respond-async: %s', (header, respondAsync) => {
    expect(preferencesFrom(header).respondAsync).toBe(respondAsync);
  });

  it('takes several header lines as one', () => {
    expect(preferencesFrom(['return=minimal', 'wait=7'])).toEqual({ waitSeconds: 7, respondAsync: false });
  });

  it('does not slow down on hostile input', () => {
    const startedAt = performance.now();
    preferencesFrom(`${'a="'.repeat(4_000)}`);
    preferencesFrom(`wait=${'"\\'.repeat(4_000)}`);
    preferencesFrom(`${' '.repeat(8_000)}=`);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

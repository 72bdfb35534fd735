import { pointerTo } from './json-pointer';

describe('pointerTo', () => {
  it.each<[(string | number)[], string]>([
    [[], '#'],
    [['lines'], '#/lines'],
    [['lines', 0, 'quantity'], '#/lines/0/quantity'],
    [['a/b'], '#/a~1b'],
    [['m~n'], '#/m~0n'],
    [[''], '#/'],
    [['with space'], '#/with%20space'],
    [['ü'], '#/%C3%BC'],
    [['100%'], '#/100%25'],
    [['😀'], '#/%F0%9F%98%80'],
    [['\ud800'], '#/%EF%BF%BD'],
  ])('%j → %s', (path, pointer) => {
    expect(pointerTo(path)).toBe(pointer);
  });
});

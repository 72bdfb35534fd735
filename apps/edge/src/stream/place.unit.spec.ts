import { idOf, placeAt, placeFrom, TELLERS } from './place';

describe('a place in all logs', () => {
  it('comes back from its id', () => {
    const place = placeAt((service) => TELLERS.indexOf(service) * 7);
    expect(idOf(place)).toBe('0.7.14.21.28.35');
    expect(placeFrom(idOf(place))).toEqual(place);
  });

  it('is before everything for 0, and nowhere without an id', () => {
    expect(placeFrom('0')).toEqual(placeAt(() => 0));
    expect([placeFrom(undefined), placeFrom('')]).toEqual([null, null]);
  });

  it('starts at the beginning of a log that an older id does not name', () => {
    expect(placeFrom('3.4')).toMatchObject({ edge: 3, orders: 4, inventory: 0 });
  });

  it.each([
    'x',
    '1,2',
    '-1',
    '1.',
    '.1',
    '01',
    '1e3',
    '1.2.3.4.5.6.7',
    '9999999999999999',
    '00000000-0000-7000-8000-0',
  ])('is not %s', (id) => {
    expect(() => placeFrom(id)).toThrow('Last-Event-ID');
  });
});

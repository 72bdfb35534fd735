import { derivedId, newId } from './ids';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('newId', () => {
  it('makes distinct UUIDs of version 7 whose time part never steps back', () => {
    const ids = Array.from({ length: 2_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(UUID.exec(id)?.[1]).toBe('7');
    const times = ids.map((id) => id.slice(0, 13));
    expect(times).toEqual([...times].sort());
  });

  it('carries the current time', () => {
    const before = Date.now();
    const ms = parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThanOrEqual(Date.now());
  });
});

describe('derivedId', () => {
  it('is the same for the same parts and of version 8', () => {
    expect(derivedId('caller', 'key')).toBe(derivedId('caller', 'key'));
    expect(UUID.exec(derivedId('caller', 'key'))?.[1]).toBe('8');
  });

  it('does not confuse where one part ends', () => {
    expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
  });
});

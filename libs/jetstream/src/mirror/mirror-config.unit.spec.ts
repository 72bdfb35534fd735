import { logIdIn, mirrorDescription } from './log-identity';
import { differences, mirrorConfig } from './mirror-config';

const LOG_ID = '01a1fc49-33bc-74f9-93c0-c6b092ed7233';

describe('the declaration of a mirror', () => {
  it('names the stream, its subjects and the log', () => {
    const config = mirrorConfig('edge', LOG_ID);
    expect(config).toMatchObject({
      name: 'INTAKE',
      subjects: ['evt.edge.>'],
      max_age: 7 * 86_400 * 1e9,
      deny_delete: true,
    });
    expect(logIdIn(config.description)).toBe(LOG_ID);
  });

  it('never asks for a duplicate window longer than the messages live: the server refuses that', () => {
    expect(mirrorConfig('orders', LOG_ID, { maxAgeMs: 60_000 }).duplicate_window).toBe(60_000 * 1e6);
  });

  it('differs from what the server made of it only where we declared something', () => {
    const wanted = mirrorConfig('orders', LOG_ID);
    expect(differences(wanted, { ...wanted, allow_direct: true })).toEqual([]);
    expect(differences(wanted, { ...wanted, max_bytes: 5, subjects: ['a'] }).map(({ setting }) => setting)).toEqual([
      'subjects',
      'max_bytes',
    ]);
    expect(differences(wanted, {}).length).toBe(Object.keys(wanted).length);
  });
});

describe('logIdIn', () => {
  it('finds the identity in a description, and nothing in others', () => {
    expect(logIdIn(`for accounting: ${mirrorDescription('orders', LOG_ID)} (do not touch)`)).toBe(LOG_ID);
    expect(logIdIn('my stream')).toBeUndefined();
    expect(logIdIn(undefined)).toBeUndefined();
  });
});

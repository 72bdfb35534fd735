import { ConfigError } from './errors';
import { mirrorSettings } from './mirror-settings';

describe('how a mirror is declared', () => {
  it('is for a week, guarded, in one copy, when nothing is said', () => {
    expect(mirrorSettings({})).toEqual({
      maxAgeMs: 7 * 24 * 3_600_000,
      maxBytes: -1,
      replicas: 1,
      bindOnly: false,
      deleteGuard: true,
    });
  });

  it('can be said', () => {
    const env = {
      MIRROR_MAX_AGE_MS: '60000',
      MIRROR_MAX_BYTES: '1000000',
      MIRROR_REPLICAS: '3',
      MIRROR_DECLARED_BY: 'operator',
      MIRROR_DELETE_GUARD: 'off',
    };
    expect(mirrorSettings(env)).toEqual({
      maxAgeMs: 60_000,
      maxBytes: 1_000_000,
      replicas: 3,
      bindOnly: true,
      deleteGuard: false,
    });
  });

  it.each([
    ['MIRROR_REPLICAS', '6'],
    ['MIRROR_DECLARED_BY', 'nobody'],
    ['MIRROR_MAX_AGE_MS', '7d'],
  ])('refuses %s=%s', (variable, value) => {
    expect(() => mirrorSettings({ [variable]: value })).toThrow(ConfigError);
  });
});

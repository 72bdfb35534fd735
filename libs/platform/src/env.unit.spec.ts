import { choiceFrom, integerFrom, requiredText, urlFrom } from './env';
import { ConfigError } from './errors';

describe('environment variables', () => {
  const port = { min: 1, max: 65_535, fallback: 3_000 };

  it('falls back when a variable is missing or empty', () => {
    expect(integerFrom({}, 'PORT', port)).toBe(3_000);
    expect(integerFrom({ PORT: '' }, 'PORT', port)).toBe(3_000);
    expect(choiceFrom({}, 'CARRIER', ['simulated', 'manual'], 'simulated')).toBe('simulated');
    expect(urlFrom({}, 'NATS_URL', ['nats'])).toBeUndefined();
  });

  it.each(['0', '65536', '1.5', 'x', '1e3', ' '])('refuses the port %j by name, value and what is allowed', (value) => {
    expect(() => integerFrom({ PORT: value }, 'PORT', port)).toThrow(
      new ConfigError('PORT', value, 'a whole number from 1 to 65535'),
    );
  });

  it('names the choices', () => {
    expect(() => choiceFrom({ CARRIER: 'ups' }, 'CARRIER', ['simulated', 'manual'], 'simulated')).toThrow(
      'CARRIER is "ups"; allowed: simulated, manual',
    );
  });

  it('accepts a URL of an allowed scheme only, without its trailing slash', () => {
    expect(urlFrom({ U: 'http://127.0.0.1:1/' }, 'U', ['http', 'https'])).toBe('http://127.0.0.1:1');
    expect(() => urlFrom({ U: 'ftp://x' }, 'U', ['http', 'https'])).toThrow(
      'U is "ftp://x"; allowed: http://… or https://…',
    );
    expect(() => urlFrom({ U: 'nonsense' }, 'U', ['http'])).toThrow(ConfigError);
  });

  it('says which required variable is missing', () => {
    expect(() => requiredText({}, 'DATABASE_URL', 'a PostgreSQL URL')).toThrow(
      'DATABASE_URL is not set; allowed: a PostgreSQL URL',
    );
  });
});

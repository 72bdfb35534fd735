import { ConfigError } from '@windrose/platform';
import { notificationsConfig } from './notifications.config';

describe('the configuration of notifications', () => {
  it('has no mail server unless one is named', () => {
    expect(notificationsConfig({})).toEqual({ smtpUrl: undefined, from: 'Windrose <orders@windrose.example>' });
    expect(notificationsConfig({ SMTP_URL: 'smtps://u:p@mail:465', SMTP_FROM: 'Shop <shop@example.com>' })).toEqual({
      smtpUrl: 'smtps://u:p@mail:465',
      from: 'Shop <shop@example.com>',
    });
  });

  it('refuses what is no mail server', () => {
    expect(() => notificationsConfig({ SMTP_URL: 'http://mail' })).toThrow(ConfigError);
  });
});

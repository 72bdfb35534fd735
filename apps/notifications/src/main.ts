import { startService } from '@windrose/chassis';
import { ComposeEmailJob } from './application/compose-email.job';
import { notificationsDerivation } from './application/derivation';
import { SendEmailJob } from './application/send-email.job';
import { notificationsConfig } from './notifications.config';
import { NotificationsModule } from './notifications.module';

void startService({
  service: 'notifications',
  module: NotificationsModule,
  jobs: [ComposeEmailJob, SendEmailJob],
  // Nobody waits for an e-mail's milliseconds, but orders do for the processor.
  gatherMs: 100,
  derivation: (env) => notificationsDerivation({ mailIsSent: notificationsConfig(env).smtpUrl !== undefined }),
});

import { Module } from '@nestjs/common';
import { ComposeEmail } from './application/compose-email';
import { ComposeEmailJob } from './application/compose-email.job';
import { EmailWriter, MAIL_IS_SENT } from './application/email-writer';
import { Mailer } from './application/mailer';
import { Recipients } from './application/recipients';
import { SendEmailJob } from './application/send-email.job';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { OnCustomerActionRequested } from './messaging/on-customer-action-requested';
import { OnCustomerRegistered } from './messaging/on-customer-registered';
import { OnOrderCancelled } from './messaging/on-order-cancelled';
import { OnOrderConfirmed } from './messaging/on-order-confirmed';
import { OnOrderExpired } from './messaging/on-order-expired';
import { OnOrderRejected } from './messaging/on-order-rejected';
import { OnPaymentRefunded } from './messaging/on-payment-refunded';
import { OnShipmentDispatched } from './messaging/on-shipment-dispatched';
import { notificationsConfig } from './notifications.config';
import { mailerOf } from './smtp/mailer-of';

@Module({
  controllers: [
    OnCustomerRegistered,
    OnOrderConfirmed,
    OnOrderRejected,
    OnOrderExpired,
    OnOrderCancelled,
    OnCustomerActionRequested,
    OnShipmentDispatched,
    OnPaymentRefunded,
    GetStoryRpc,
  ],
  providers: [
    ComposeEmail,
    ComposeEmailJob,
    EmailWriter,
    Recipients,
    SendEmailJob,
    { provide: MAIL_IS_SENT, useFactory: () => notificationsConfig().smtpUrl !== undefined },
    { provide: Mailer, useFactory: () => mailerOf(notificationsConfig()) },
  ],
})
export class NotificationsModule {}

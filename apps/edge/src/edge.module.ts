import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LOGGER, Readiness, SERVICE_CONFIG } from '@windrose/chassis';
import {
  messageOf,
  paymentWebhookSecret,
  signingKeyFiles,
  stripeWebhookSecret,
  type Logger,
  type ServiceConfig,
} from '@windrose/platform';
import { CallerLimit } from './admission/caller-limit';
import { LogInLimit } from './admission/log-in-limit';
import { AccessGuard } from './auth/access.guard';
import { AccessTokens } from './auth/access-tokens';
import { VerificationKeys } from './auth/verification-keys';
import { Backend } from './backend/backend';
import { rateLimit } from './edge.config';
import { AuthController } from './http/auth/auth.controller';
import { CustomersController } from './http/customers/customers.controller';
import { HealthController } from './http/health/health.controller';
import { CancelOrder } from './http/orders/cancel-order';
import { HeldOrder } from './http/orders/held-order';
import { ParkedController } from './http/ops/parked.controller';
import { ParkedList } from './http/ops/parked-list';
import { OrderActionsController } from './http/orders/order-actions.controller';
import { OrderDetailsController } from './http/orders/order-details.controller';
import { OrdersController } from './http/orders/orders.controller';
import { PlaceOrder } from './http/orders/place-order';
import { VisibleOrder } from './http/orders/visible-order';
import { CatalogueDelay } from './http/products/catalogue-delay';
import { ProductsController } from './http/products/products.controller';
import { ReturnsController } from './http/returns/returns.controller';
import { ShipmentsController } from './http/shipments/shipments.controller';
import { StreamsController } from './http/streams/streams.controller';
import { SignatureGuard } from './http/webhooks/signature.guard';
import { StripeEvents } from './http/webhooks/stripe-events';
import { WebhookSecret } from './http/webhooks/webhook-secret';
import { WebhooksController } from './http/webhooks/webhooks.controller';
import { BrokerOrderNews } from './prefer/broker-order-news';
import { OrderNews } from './prefer/order-news';
import { OrderWait } from './prefer/order-wait';
import { Stopping } from './prefer/stopping';
import { Intake } from './intake/intake';
import { OrderSource } from './intake/order-source';
import { LogFollower } from './stream/log-follower';
import { LogPages } from './stream/log-pages';
import { OrderOwners } from './stream/order-owners';
import { OrderStreams } from './stream/order-streams';
import { Seats } from './stream/seats';
import { OrderStory } from './story/order-story';

@Module({
  controllers: [
    AuthController,
    CustomersController,
    HealthController,
    OrderActionsController,
    OrderDetailsController,
    OrdersController,
    ParkedController,
    ProductsController,
    ReturnsController,
    ShipmentsController,
    StreamsController,
    WebhooksController,
  ],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: OrderNews, useClass: BrokerOrderNews },
    {
      provide: VerificationKeys,
      useFactory: verificationKeys,
      inject: [SERVICE_CONFIG, LOGGER, Readiness],
    },
    { provide: WebhookSecret, useFactory: (): WebhookSecret => ({ value: paymentWebhookSecret() }) },
    { provide: StripeEvents, useFactory: () => StripeEvents.with(stripeWebhookSecret()) },
    { provide: CallerLimit, useFactory: () => new CallerLimit(rateLimit()) },
    AccessTokens,
    Backend,
    CancelOrder,
    CatalogueDelay,
    HeldOrder,
    Intake,
    LogFollower,
    LogInLimit,
    LogPages,
    OrderOwners,
    OrderSource,
    OrderStory,
    OrderStreams,
    OrderWait,
    ParkedList,
    PlaceOrder,
    Seats,
    SignatureGuard,
    Stopping,
    VisibleOrder,
  ],
})
export class EdgeModule {}

function verificationKeys({ home }: ServiceConfig, logger: Logger, readiness: Readiness): VerificationKeys {
  const onUnreadable = (error: unknown): void =>
    logger.error(`tokens can't be checked with a new key: ${messageOf(error)}`);
  const keys = new VerificationKeys(signingKeyFiles(home).publicKeyFile, onUnreadable);
  readiness.add('token key', () => keys.problem());
  return keys;
}

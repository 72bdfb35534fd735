import { Module } from '@nestjs/common';
import { AuthorizePaymentJob } from './application/authorize-payment.job';
import { CapturePaymentJob } from './application/capture-payment.job';
import { PaymentProvider } from './application/payment-provider';
import { PaymentReader } from './application/payment-reader';
import { GetPaymentRpc } from './messaging/get-payment.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { OnPaymentRequested } from './messaging/on-payment-requested';
import { OnShipmentDispatchRequested } from './messaging/on-shipment-dispatch-requested';
import { paymentsConfig } from './payments.config';
import { HttpPaymentProvider } from './provider/http-payment-provider';
import { ProviderHttp } from './provider/provider-http';

@Module({
  controllers: [OnPaymentRequested, OnShipmentDispatchRequested, GetPaymentRpc, GetStoryRpc],
  providers: [
    AuthorizePaymentJob,
    CapturePaymentJob,
    PaymentReader,
    {
      provide: PaymentProvider,
      useFactory: () => new HttpPaymentProvider(new ProviderHttp(paymentsConfig().providerUrl)),
    },
  ],
})
export class PaymentsModule {}

import { Module } from '@nestjs/common';
import { AuthorizePaymentJob } from './application/authorize-payment.job';
import { CapturePaymentJob } from './application/capture-payment.job';
import { PaymentProvider } from './application/payment-provider';
import { PaymentReader } from './application/payment-reader';
import { ProviderNotices } from './application/provider-notices';
import { ReconcilePaymentJob } from './application/reconcile-payment.job';
import { RefundPaymentJob } from './application/refund-payment.job';
import { RetryCaptureTimer } from './application/retry-capture.timer';
import { VoidPaymentJob } from './application/void-payment.job';
import { GetPaymentRpc } from './messaging/get-payment.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { OnOrderEnded } from './messaging/on-order-ended';
import { OnPaymentRequested } from './messaging/on-payment-requested';
import { OnReturnReceived } from './messaging/on-return-received';
import { OnShipmentDispatchRequested } from './messaging/on-shipment-dispatch-requested';
import { OnShipmentDropped } from './messaging/on-shipment-dropped';
import { ProviderNoticeRpc } from './messaging/provider-notice.rpc';
import { paymentProviderOf } from './provider/payment-provider-of';

@Module({
  controllers: [
    OnPaymentRequested,
    OnOrderEnded,
    OnShipmentDispatchRequested,
    OnShipmentDropped,
    OnReturnReceived,
    GetPaymentRpc,
    GetStoryRpc,
    ProviderNoticeRpc,
  ],
  providers: [
    AuthorizePaymentJob,
    ReconcilePaymentJob,
    CapturePaymentJob,
    VoidPaymentJob,
    RefundPaymentJob,
    RetryCaptureTimer,
    ProviderNotices,
    PaymentReader,
    { provide: PaymentProvider, useFactory: () => paymentProviderOf() },
  ],
})
export class PaymentsModule {}

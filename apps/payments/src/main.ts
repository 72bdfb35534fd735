import { startService } from '@windrose/chassis';
import { AuthorizePaymentJob } from './application/authorize-payment.job';
import { CapturePaymentJob } from './application/capture-payment.job';
import { paymentsDerivation } from './application/derivation';
import { ReconcilePaymentJob } from './application/reconcile-payment.job';
import { RefundPaymentJob } from './application/refund-payment.job';
import { RetryCaptureTimer } from './application/retry-capture.timer';
import { VoidPaymentJob } from './application/void-payment.job';
import { PaymentsModule } from './payments.module';

void startService({
  service: 'payments',
  module: PaymentsModule,
  jobs: [AuthorizePaymentJob, ReconcilePaymentJob, CapturePaymentJob, VoidPaymentJob, RefundPaymentJob],
  timers: [RetryCaptureTimer],
  derivation: () => paymentsDerivation,
});

import { startService } from '@windrose/chassis';
import { AuthorizePaymentJob } from './application/authorize-payment.job';
import { CapturePaymentJob } from './application/capture-payment.job';
import { PaymentsModule } from './payments.module';

void startService({ service: 'payments', module: PaymentsModule, jobs: [AuthorizePaymentJob, CapturePaymentJob] });

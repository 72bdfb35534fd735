import { startService } from '@windrose/chassis';
import { CustomersModule } from './customers.module';

void startService({ service: 'customers', module: CustomersModule });

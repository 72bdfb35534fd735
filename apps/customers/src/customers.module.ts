import { Module } from '@nestjs/common';
import { SERVICE_CONFIG } from '@windrose/chassis';
import { signingKey, type ServiceConfig } from '@windrose/platform';
import { AccessTokens } from './application/access-tokens';
import { FirstOperator } from './application/first-operator';
import { LogIn } from './application/log-in';
import { Passwords } from './application/passwords';
import { RegisterCustomer } from './application/register-customer';
import { CustomersConfig } from './customers.config';
import { LogInRpc } from './messaging/log-in.rpc';
import { RegisterRpc } from './messaging/register.rpc';

@Module({
  controllers: [RegisterRpc, LogInRpc],
  providers: [
    {
      provide: CustomersConfig,
      useFactory: ({ home }: ServiceConfig) => CustomersConfig.from(home),
      inject: [SERVICE_CONFIG],
    },
    {
      provide: AccessTokens,
      useFactory: async ({ keyFiles }: CustomersConfig) => new AccessTokens(await signingKey(keyFiles)),
      inject: [CustomersConfig],
    },
    FirstOperator,
    LogIn,
    Passwords,
    RegisterCustomer,
  ],
})
export class CustomersModule {}

import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { EventLog } from '@windrose/event-log';
import { BrokerConnection, RpcClient } from '@windrose/jetstream';
import { Readiness } from './readiness';
import { LOGGER, SERVICE_CONFIG } from './tokens';
import type { Machinery } from './machinery';

/** Makes the process's machinery injectable everywhere in the app. */
@Module({})
export class ChassisModule {
  static of(machinery: Machinery, imports: ModuleMetadata['imports']): DynamicModule {
    return {
      module: ChassisModule,
      global: true,
      imports,
      providers: [
        { provide: LOGGER, useValue: machinery.logger },
        { provide: SERVICE_CONFIG, useValue: machinery.config },
        { provide: EventLog, useValue: machinery.log },
        { provide: BrokerConnection, useValue: machinery.broker },
        { provide: RpcClient, useValue: machinery.rpc },
        { provide: Readiness, useValue: machinery.readiness },
      ],
      exports: [LOGGER, SERVICE_CONFIG, EventLog, BrokerConnection, RpcClient, Readiness],
    };
  }
}

import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { EventLog, ParkedRequests, ParkedWork } from '@windrose/event-log';
import { BrokerConnection, RpcClient } from '@windrose/jetstream';
import { parkedControllerOf } from './parked.controller';
import { Readiness } from './readiness';
import { LOGGER, SERVICE_CONFIG } from './tokens';
import type { Machinery } from './machinery';

/** Makes the process's machinery injectable everywhere in the app. */
@Module({})
export class ChassisModule {
  static of(machinery: Machinery, parked: ParkedWork, imports: ModuleMetadata['imports']): DynamicModule {
    return {
      module: ChassisModule,
      global: true,
      imports,
      controllers: [parkedControllerOf(machinery.log.service)],
      providers: [
        { provide: LOGGER, useValue: machinery.logger },
        { provide: SERVICE_CONFIG, useValue: machinery.config },
        { provide: EventLog, useValue: machinery.log },
        { provide: ParkedWork, useValue: parked },
        { provide: ParkedRequests, useValue: new ParkedRequests(machinery.log, parked) },
        { provide: BrokerConnection, useValue: machinery.broker },
        { provide: RpcClient, useValue: machinery.rpc },
        { provide: Readiness, useValue: machinery.readiness },
      ],
      exports: [LOGGER, SERVICE_CONFIG, EventLog, ParkedWork, BrokerConnection, RpcClient, Readiness],
    };
  }
}

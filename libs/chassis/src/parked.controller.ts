import { Controller, type Type } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import {
  ok,
  type DiscardParked,
  type ListParked,
  type ParkedDetails,
  type ParkedEntry,
  type ParkedResolution,
  type Result,
  type RpcRequest,
  type Service,
  type ShowParked,
} from '@windrose/contracts';
import { nothingParked, ParkedRequests, ParkedWork } from '@windrose/event-log';

/** The calls by which operators look at what a service couldn't do, and decide what becomes of it. */
export function parkedControllerOf(service: Service): Type {
  @Controller()
  class ParkedController {
    constructor(
      private readonly parked: ParkedWork,
      private readonly requests: ParkedRequests,
    ) {}

    @MessagePattern(`rpc.v1.${service}.parked-list`, Transport.NATS)
    async list(@Payload() { input }: RpcRequest<ListParked>): Promise<Result<readonly ParkedEntry[]>> {
      return ok(await this.parked.list(input));
    }

    @MessagePattern(`rpc.v1.${service}.parked-show`, Transport.NATS)
    async show(@Payload() { input }: RpcRequest<ShowParked>): Promise<Result<ParkedDetails>> {
      const details = await this.parked.show(input.id);
      return details === null ? nothingParked(service, input.id) : ok(details);
    }

    @MessagePattern(`rpc.v1.${service}.parked-redrive`, Transport.NATS)
    redrive(@Payload() { input, context }: RpcRequest<ShowParked>): Promise<Result<ParkedResolution>> {
      return this.requests.redrive(input, context);
    }

    @MessagePattern(`rpc.v1.${service}.parked-discard`, Transport.NATS)
    discard(@Payload() { input, context }: RpcRequest<DiscardParked>): Promise<Result<ParkedResolution>> {
      return this.requests.discard(input, context);
    }
  }

  return ParkedController;
}

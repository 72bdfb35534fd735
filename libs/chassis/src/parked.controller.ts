import { Controller, type Type } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import {
  ok,
  refused,
  type Actor,
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
import { ParkedWork } from '@windrose/event-log';

/** The calls by which operators look at what a service couldn't do, and decide what becomes of it. */
export function parkedControllerOf(service: Service): Type {
  @Controller()
  class ParkedController {
    constructor(private readonly parked: ParkedWork) {}

    @MessagePattern(`rpc.v1.${service}.parked-list`, Transport.NATS)
    async list(@Payload() { input }: RpcRequest<ListParked>): Promise<Result<readonly ParkedEntry[]>> {
      return ok(await this.parked.list(input));
    }

    @MessagePattern(`rpc.v1.${service}.parked-show`, Transport.NATS)
    async show(@Payload() { input }: RpcRequest<ShowParked>): Promise<Result<ParkedDetails>> {
      return found(input, await this.parked.show(input.id));
    }

    @MessagePattern(`rpc.v1.${service}.parked-redrive`, Transport.NATS)
    async redrive(@Payload() { input, context }: RpcRequest<ShowParked>): Promise<Result<ParkedResolution>> {
      return found(input, await this.parked.redrive(input.id, nameOf(context.actor)));
    }

    @MessagePattern(`rpc.v1.${service}.parked-discard`, Transport.NATS)
    async discard(@Payload() { input, context }: RpcRequest<DiscardParked>): Promise<Result<ParkedResolution>> {
      return found(input, await this.parked.discard(input, nameOf(context.actor)));
    }
  }

  function found<T>({ id }: ShowParked, value: T | null): Result<T> {
    return value === null ? refused('not_found', `${service} has nothing parked as ${id}`) : ok(value);
  }

  return ParkedController;
}

function nameOf({ type, id }: Actor): string {
  return `${type}:${id}`;
}

import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { ok, storyEvent, type GetStory, type RpcReply, type RpcRequest } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';

@Controller()
export class GetStoryRpc {
  constructor(private readonly log: EventLog) {}

  @MessagePattern('rpc.v1.notifications.get-story', Transport.NATS)
  async get(@Payload() { input }: RpcRequest<GetStory>): Promise<RpcReply<'rpc.v1.notifications.get-story'>> {
    const events = await this.log.readByKey(input.key);
    return ok(events.map((event) => storyEvent('notifications', event)));
  }
}

import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { CommandAccepted } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { AcceptedCommands } from '../application/accepted-commands';
import { touchesOrder } from './touched-order';

@Controller()
export class OnCommandAccepted {
  constructor(private readonly commands: AcceptedCommands) {}

  @EventPattern('edge.CommandAccepted', JETSTREAM, touchesOrder)
  async handle(@Payload() { command }: CommandAccepted, @Ctx() { work, event, meta }: EventContext): Promise<void> {
    // It is still its caller who does it.
    const commanded = { ...meta, actor: event.meta.actor };
    switch (command.type) {
      case 'PlaceOrder':
        return this.commands.place(work, command, commanded);
      case 'CancelOrder':
        return this.commands.cancel(work, command, commanded);
      default:
        return command satisfies never;
    }
  }
}

import { ApiProperty } from '@nestjs/swagger';
import { SERVICES, type Actor, type PaymentView, type Service, type StoryEvent } from '@windrose/contracts';
import { MoneyView } from '../money.dto';
import { ReasonResponse } from '../reason.response';
import { NextActionResponse } from './order.response';

export class ActorResponse implements Actor {
  @ApiProperty({ enum: ['customer', 'operator', 'service'] })
  type!: Actor['type'];

  @ApiProperty()
  id!: string;
}

export class StoryEventResponse implements StoryEvent {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: SERVICES })
  service!: Service;

  @ApiProperty({ type: 'integer', description: "Position in the service's log" })
  position!: number;

  @ApiProperty()
  stream!: string;

  @ApiProperty({ example: 'OrderPlaced' })
  type!: string;

  @ApiProperty({ type: 'integer', description: 'Version of the stream' })
  version!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: unknown;

  @ApiProperty({ type: ActorResponse })
  actor!: ActorResponse;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The event that led to this one' })
  causationId!: string | null;

  @ApiProperty({ description: 'Shared by all that followed from one request' })
  correlationId!: string;
}

export class StoryResponse {
  @ApiProperty({ type: [StoryEventResponse] })
  data!: StoryEventResponse[];
}

export class PaymentResponse implements PaymentView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  orderId!: string;

  @ApiProperty({
    enum: [
      'pending',
      'action_required',
      'authorized',
      'declined',
      'partially_captured',
      'captured',
      'voided',
      'partially_refunded',
      'refunded',
    ],
    example: 'authorized',
  })
  status!: PaymentView['status'];

  @ApiProperty({ type: MoneyView })
  amount!: MoneyView;

  @ApiProperty({ type: MoneyView })
  captured!: MoneyView;

  @ApiProperty({ type: MoneyView })
  refunded!: MoneyView;

  @ApiProperty({ type: MoneyView, description: 'Authorised and given back without being captured' })
  voided!: MoneyView;

  @ApiProperty({ type: NextActionResponse, nullable: true, description: 'What the customer has to do' })
  nextAction!: NextActionResponse | null;

  @ApiProperty({ type: ReasonResponse, nullable: true })
  reason!: ReasonResponse | null;
}

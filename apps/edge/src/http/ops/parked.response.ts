import { ApiProperty } from '@nestjs/swagger';
import { SERVICES, type ParkedEntry, type Service } from '@windrose/contracts';

/** Parked keys and dead letters have the fields of both, as far as they mean something. */
export class ParkedEntryResponse {
  @ApiProperty({ enum: ['parked key', 'dead letter'] })
  kind!: ParkedEntry['kind'];

  @ApiProperty({ enum: SERVICES })
  service!: Service;

  @ApiProperty({ description: 'Within its service' })
  id!: string;

  @ApiProperty({ description: 'For what concerns an order: its id' })
  key!: string;

  @ApiProperty({ type: 'integer', description: 'Tries that have failed' })
  attempts!: number;

  @ApiProperty({ type: String, nullable: true })
  error!: string | null;

  @ApiProperty({ format: 'date-time' })
  since!: string;

  @ApiProperty({ required: false, description: 'Of a key: the consumer group that couldn’t handle it' })
  group?: string;

  @ApiProperty({ required: false, example: 'inventory.StockReserved', description: 'Of a key: what failed last' })
  event?: string;

  @ApiProperty({ type: 'integer', required: false, description: 'Of a key: how many of its events wait' })
  events?: number;

  @ApiProperty({ enum: ['redrive', 'discard'], nullable: true, required: false, description: 'Of a key: not done yet' })
  wish?: 'redrive' | 'discard' | null;

  @ApiProperty({ required: false, description: 'Of a dead letter: its kind of job' })
  job?: string;
}

export class SilentServiceResponse {
  @ApiProperty({ enum: SERVICES })
  service!: Service;

  @ApiProperty()
  detail!: string;
}

export class ParkedListResponse {
  @ApiProperty({ type: [ParkedEntryResponse] })
  data!: ParkedEntryResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;

  @ApiProperty({ type: [SilentServiceResponse], description: 'Services that did not answer: their part is missing' })
  unavailable!: SilentServiceResponse[];
}

export class ParkedFailureResponse {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty()
  error!: string;

  @ApiProperty({ type: 'integer', description: 'How often the event was tried then; or which try of the job it was' })
  tries!: number;

  @ApiProperty({ type: String, nullable: true, example: 'inventory.StockReserved 17' })
  event!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The instance that tried the job' })
  worker!: string | null;
}

export class WaitingEventResponse {
  @ApiProperty({ enum: SERVICES })
  source!: string;

  @ApiProperty({ type: 'integer' })
  position!: number;

  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  type!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ format: 'date-time' })
  parkedAt!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: unknown;
}

export class ParkedDetailsResponse {
  @ApiProperty({ type: ParkedEntryResponse })
  entry!: ParkedEntryResponse;

  @ApiProperty({ type: [ParkedFailureResponse], description: 'Oldest first' })
  history!: ParkedFailureResponse[];

  @ApiProperty({ type: [WaitingEventResponse], description: 'The first hundred of a key’s line' })
  line!: WaitingEventResponse[];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Of a dead letter: its data',
  })
  data!: unknown;
}

export class ParkedResolutionResponse {
  @ApiProperty({ enum: SERVICES })
  service!: Service;

  @ApiProperty()
  id!: string;

  @ApiProperty({
    enum: ['requested', 'redriven', 'discarded', 'parked'],
    description: '`requested`: not done yet. `parked`: it failed again, for the reason that the entry says',
  })
  status!: 'requested' | 'redriven' | 'discarded' | 'parked';

  @ApiProperty({ type: ParkedEntryResponse, nullable: true, description: 'Null when nothing of it is parked any more' })
  entry!: ParkedEntryResponse | null;
}

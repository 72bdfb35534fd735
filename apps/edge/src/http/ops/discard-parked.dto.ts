import { ApiProperty } from '@nestjs/swagger';
import { IsIn, ValidateIf } from 'class-validator';
import { SERVICES } from '@windrose/contracts';
import { Nested } from '../input/nested.decorator';
import { Text } from '../input/text.decorator';
import { WholeNumber } from '../input/whole-number.decorator';

export class WaitingEventRefDto {
  @ApiProperty({ enum: SERVICES, description: 'The log that it is from' })
  @IsIn(SERVICES, { message: `$property must be one of ${SERVICES.join(', ')}` })
  source!: string;

  @WholeNumber(1, Number.MAX_SAFE_INTEGER)
  position!: number;
}

export class DiscardParkedDto {
  @Text(500, { example: 'the order was settled by telephone' })
  reason!: string;

  @ValidateIf((body: DiscardParkedDto) => body.event !== undefined)
  @ApiProperty({ type: WaitingEventRefDto, required: false, description: 'Only this event of a key’s line' })
  @Nested(() => WaitingEventRefDto)
  event?: WaitingEventRefDto;
}

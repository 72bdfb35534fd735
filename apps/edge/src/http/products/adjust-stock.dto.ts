import { NotEquals } from 'class-validator';
import { Text } from '../input/text.decorator';
import { WholeNumber } from '../input/whole-number.decorator';
import { OptionalLocation } from './location.decorator';

export class AdjustStockDto {
  @NotEquals(0, { message: '$property must not be 0' })
  @WholeNumber(-1_000_000_000, 1_000_000_000, { description: 'Units to add, or to take away if negative', example: 50 })
  delta!: number;

  @Text(500, { example: 'delivery' })
  reason!: string;

  @OptionalLocation()
  location?: string;
}

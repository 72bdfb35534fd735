import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Nested } from '../input/nested.decorator';
import { Text } from '../input/text.decorator';
import { WholeNumber } from '../input/whole-number.decorator';
import { MoneyDto } from '../money.dto';
import { SKU_PATTERN } from '../sku';
import { OptionalLocation } from './location.decorator';

export class AddProductDto {
  @ApiProperty({ pattern: SKU_PATTERN.source, example: 'tea-100' })
  @Matches(SKU_PATTERN, { message: '$property must be 1 to 64 letters, digits, underscores or hyphens' })
  sku!: string;

  @Text(200, { example: 'Green tea, 100 g' })
  name!: string;

  @ApiProperty({ type: MoneyDto })
  @Nested(() => MoneyDto)
  price!: MoneyDto;

  @WholeNumber(0, 1_000_000_000, { example: 500 })
  stock!: number;

  @OptionalLocation()
  location?: string;
}

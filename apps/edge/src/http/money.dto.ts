import { ApiProperty } from '@nestjs/swagger';
import { CURRENCIES, type Money } from '@windrose/contracts';
import { IsIn } from 'class-validator';
import { WholeNumber } from './input/whole-number.decorator';

/** Keeps the dearest possible order (100 lines of 10,000) within what a number holds exactly. */
const MAX_AMOUNT = 1_000_000_000;

export class MoneyDto implements Money {
  @WholeNumber(1, MAX_AMOUNT, { description: "In the currency's minor unit.", example: 1250 })
  amount!: number;

  @ApiProperty({ description: 'ISO 4217', pattern: '^[A-Z]{3}$', example: 'EUR' })
  @IsIn([...CURRENCIES], { message: '$property must be the code of a currency in use (ISO 4217), such as EUR' })
  currency!: string;
}

/** Money as it is answered: totals may be zero, and larger than a price. */
export class MoneyView implements Money {
  @ApiProperty({ type: 'integer', description: "In the currency's minor unit.", example: 1250 })
  amount!: number;

  @ApiProperty({ description: 'ISO 4217', example: 'EUR' })
  currency!: string;
}

import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, Matches } from 'class-validator';
import { Nested, NestedEach } from '../input/nested.decorator';
import { Text } from '../input/text.decorator';
import { WholeNumber } from '../input/whole-number.decorator';
import { SKU_PATTERN } from '../sku';

export class OrderLineDto {
  @ApiProperty({ pattern: SKU_PATTERN.source, example: 'tea-100' })
  @Matches(SKU_PATTERN, { message: '$property must be 1 to 64 letters, digits, underscores or hyphens' })
  sku!: string;

  @WholeNumber(1, 10_000, { example: 2 })
  quantity!: number;
}

export class AddressDto {
  @Text(200, { example: 'Ada Lovelace' })
  name!: string;

  @Text(200, { example: '12 St James’s Square' })
  street!: string;

  @Text(100, { example: 'London' })
  city!: string;

  @Text(32, { example: 'SW1Y 4JH' })
  postalCode!: string;

  @Text(100, { example: 'GB' })
  country!: string;
}

export class PaymentMeansDto {
  @Text(255, { description: 'What the payment provider gave the client', example: 'tok_ok' })
  token!: string;
}

/** A client never sends a price: what is ordered costs what the products cost at the moment of placing. */
export class PlaceOrderDto {
  @ApiProperty({ type: [OrderLineDto], minItems: 1, maxItems: 100 })
  @NestedEach(() => OrderLineDto)
  @ArrayMaxSize(100, { message: '$property must have at most 100 entries' })
  @ArrayMinSize(1, { message: '$property must have at least one entry' })
  @IsArray({ message: '$property must be a list' })
  lines!: OrderLineDto[];

  @ApiProperty({ type: AddressDto })
  @Nested(() => AddressDto)
  shippingAddress!: AddressDto;

  @ApiProperty({ type: PaymentMeansDto })
  @Nested(() => PaymentMeansDto)
  payment!: PaymentMeansDto;
}

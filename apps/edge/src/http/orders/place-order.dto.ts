import { ApiProperty } from '@nestjs/swagger';
import { Nested } from '../input/nested.decorator';
import { Text } from '../input/text.decorator';
import { LineDto, Lines } from '../line.dto';

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
  @Lines()
  lines!: LineDto[];

  @ApiProperty({ type: AddressDto })
  @Nested(() => AddressDto)
  shippingAddress!: AddressDto;

  @ApiProperty({ type: PaymentMeansDto })
  @Nested(() => PaymentMeansDto)
  payment!: PaymentMeansDto;
}

import { ApiProperty } from '@nestjs/swagger';
import type { Page, ProductView } from '@windrose/contracts';
import { MoneyView } from '../money.dto';

export class LocationStockResponse {
  @ApiProperty({ example: 'main' })
  location!: string;

  @ApiProperty({ type: 'integer' })
  available!: number;

  @ApiProperty({ type: 'integer' })
  reserved!: number;
}

export class ProductResponse implements ProductView {
  @ApiProperty({ example: 'tea-100' })
  sku!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: MoneyView })
  price!: MoneyView;

  @ApiProperty()
  active!: boolean;

  @ApiProperty({ type: 'integer', description: 'Can be ordered now' })
  available!: number;

  @ApiProperty({ type: 'integer', description: 'Held by orders and not yet dispatched' })
  reserved!: number;

  @ApiProperty({ type: 'integer', description: 'Dispatched' })
  sold!: number;

  @ApiProperty({ type: [LocationStockResponse], description: 'Where that is: only locations that have or hold some' })
  locations!: LocationStockResponse[];
}

export class ProductPageResponse implements Page<ProductView> {
  @ApiProperty({ type: [ProductResponse] })
  data!: ProductResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

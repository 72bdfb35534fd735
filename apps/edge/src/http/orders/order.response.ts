import { ApiProperty } from '@nestjs/swagger';
import { ORDER_STATUSES, type OrderStage, type OrderStatus, type OrderView, type Page } from '@windrose/contracts';
import { MoneyView } from '../money.dto';
import { AddressDto } from './place-order.dto';

export class OrderLineResponse {
  @ApiProperty({ example: 'tea-100' })
  sku!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'integer' })
  quantity!: number;

  @ApiProperty({ type: MoneyView, description: 'The price at the moment of placing' })
  unitPrice!: MoneyView;
}

export class OrderTotalsResponse {
  @ApiProperty({ type: MoneyView })
  items!: MoneyView;

  @ApiProperty({ type: MoneyView })
  shipping!: MoneyView;

  @ApiProperty({ type: MoneyView })
  tax!: MoneyView;

  @ApiProperty({ type: MoneyView })
  discount!: MoneyView;
}

export class ReasonResponse {
  @ApiProperty({ example: 'out_of_stock' })
  code!: string;

  @ApiProperty()
  message!: string;
}

export class NextActionResponse {
  @ApiProperty()
  type!: string;

  @ApiProperty({ format: 'uri' })
  url!: string;
}

export class OrderResponse implements OrderView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  customerId!: string;

  @ApiProperty({ enum: ORDER_STATUSES })
  status!: OrderStatus;

  @ApiProperty({
    enum: ['queued', 'awaiting_stock', 'awaiting_payment', 'awaiting_customer'],
    nullable: true,
    description: 'What a pending order waits for',
  })
  stage!: OrderStage | null;

  @ApiProperty({ type: 'integer', description: 'Only grows; the ETag is derived from it' })
  version!: number;

  @ApiProperty({ type: [OrderLineResponse] })
  lines!: OrderLineResponse[];

  @ApiProperty({ type: OrderTotalsResponse })
  totals!: OrderTotalsResponse;

  @ApiProperty({ type: MoneyView })
  total!: MoneyView;

  @ApiProperty({ type: AddressDto })
  shippingAddress!: AddressDto;

  @ApiProperty({ type: ReasonResponse, nullable: true, description: 'Why it ended early' })
  reason!: ReasonResponse | null;

  @ApiProperty({ type: NextActionResponse, nullable: true, description: 'What the customer has to do' })
  nextAction!: NextActionResponse | null;

  @ApiProperty({ format: 'date-time' })
  placedAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class OrderPageResponse implements Page<OrderView> {
  @ApiProperty({ type: [OrderResponse] })
  data!: OrderResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

import { ApiProperty } from '@nestjs/swagger';
import {
  ORDER_STATUSES,
  type OrderStage,
  type OrderStatus,
  type OrderView,
  type Page,
  type WaitsFor,
} from '@windrose/contracts';
import { MoneyView } from '../money.dto';
import { ReasonResponse } from '../reason.response';
import { AddressDto } from './place-order.dto';

/** A queued order waits to be placed, and one that turns out invalid never is. */
const UNTIL_PLACED = 'Null for an order that has not been placed';

export class OrderLineResponse {
  @ApiProperty({ example: 'tea-100' })
  sku!: string;

  @ApiProperty({ type: String, nullable: true, description: UNTIL_PLACED })
  name!: string | null;

  @ApiProperty({ type: 'integer' })
  quantity!: number;

  @ApiProperty({ type: MoneyView, nullable: true, description: `The price at the moment of placing. ${UNTIL_PLACED}` })
  unitPrice!: MoneyView | null;

  @ApiProperty({ type: MoneyView, nullable: true, description: `What the line comes to. ${UNTIL_PLACED}` })
  amount!: MoneyView | null;
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

export class NextActionResponse {
  @ApiProperty()
  type!: string;

  @ApiProperty({ format: 'uri' })
  url!: string;
}

export class WaitsForResponse {
  @ApiProperty({ enum: ['orders', 'stock', 'payment', 'customer', 'shipments', 'cancellation'] })
  what!: WaitsFor;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null: for as long as it takes' })
  until!: string | null;
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

  @ApiProperty({ type: 'integer', description: 'Only grows; the ETag is derived from it. 0 while queued' })
  version!: number;

  @ApiProperty({ type: [OrderLineResponse] })
  lines!: OrderLineResponse[];

  @ApiProperty({ type: OrderTotalsResponse, nullable: true, description: UNTIL_PLACED })
  totals!: OrderTotalsResponse | null;

  @ApiProperty({ type: MoneyView, nullable: true, description: UNTIL_PLACED })
  total!: MoneyView | null;

  @ApiProperty({ type: AddressDto })
  shippingAddress!: AddressDto;

  @ApiProperty({ type: ReasonResponse, nullable: true, description: 'Why it ended early, or is about to' })
  reason!: ReasonResponse | null;

  @ApiProperty({ type: NextActionResponse, nullable: true, description: 'What the customer has to do' })
  nextAction!: NextActionResponse | null;

  @ApiProperty({
    type: WaitsForResponse,
    nullable: true,
    description: 'What it waits for, and until when; null at its end',
  })
  waitsFor!: WaitsForResponse | null;

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

import { ApiProperty } from '@nestjs/swagger';
import type { ShipmentView, StockLine } from '@windrose/contracts';
import { MoneyView } from '../money.dto';
import { ReasonResponse } from '../reason.response';

export class ShipmentLineResponse implements StockLine {
  @ApiProperty({ example: 'tea-100' })
  sku!: string;

  @ApiProperty({ type: 'integer' })
  quantity!: number;
}

export class ShipmentResponse implements ShipmentView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  orderId!: string;

  @ApiProperty({ enum: ['created', 'dispatching', 'dispatched', 'delivered', 'failed', 'cancelled'] })
  status!: ShipmentView['status'];

  @ApiProperty({ type: [ShipmentLineResponse] })
  lines!: ShipmentLineResponse[];

  @ApiProperty({ type: MoneyView, description: "Its share of the order's total" })
  amount!: MoneyView;

  @ApiProperty({ type: ReasonResponse, nullable: true, description: 'Why it failed or was cancelled' })
  reason!: ReasonResponse | null;
}

export class ShipmentsResponse {
  @ApiProperty({ type: [ShipmentResponse] })
  data!: ShipmentResponse[];
}

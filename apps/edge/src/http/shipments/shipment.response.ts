import { ApiProperty } from '@nestjs/swagger';
import type { ShipmentView, StockLine } from '@windrose/contracts';

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
}

export class ShipmentsResponse {
  @ApiProperty({ type: [ShipmentResponse] })
  data!: ShipmentResponse[];
}

import { ApiProperty } from '@nestjs/swagger';
import type { ReturnView } from '@windrose/contracts';
import { MoneyView } from '../money.dto';
import { ShipmentLineResponse } from '../shipments/shipment.response';

export class ReturnResponse implements ReturnView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  orderId!: string;

  @ApiProperty({ enum: ['requested', 'received'] })
  status!: ReturnView['status'];

  @ApiProperty({ type: [ShipmentLineResponse] })
  lines!: ShipmentLineResponse[];

  @ApiProperty({ type: MoneyView, description: 'What was paid for it; goes back when it has been received' })
  amount!: MoneyView;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ enum: ['sound', 'damaged'], nullable: true, description: 'In what condition it was received' })
  condition!: ReturnView['condition'];
}

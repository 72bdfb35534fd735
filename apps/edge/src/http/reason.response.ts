import { ApiProperty } from '@nestjs/swagger';

export class ReasonResponse {
  @ApiProperty({ example: 'out_of_stock' })
  code!: string;

  @ApiProperty()
  message!: string;
}

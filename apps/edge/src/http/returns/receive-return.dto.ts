import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

const CONDITIONS = ['sound', 'damaged'];

export class ReceiveReturnDto {
  @ApiProperty({ enum: CONDITIONS, description: 'What is sound can be sold again' })
  @IsIn(CONDITIONS, { message: `$property must be one of ${CONDITIONS.join(', ')}` })
  condition!: 'sound' | 'damaged';
}

import { ApiProperty } from '@nestjs/swagger';
import type { CustomerView } from '@windrose/contracts';

export class CustomerResponse implements CustomerView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'email' })
  email!: string;

  @ApiProperty()
  name!: string;
}

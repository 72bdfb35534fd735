import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { Nested } from '../input/nested.decorator';
import { Text } from '../input/text.decorator';
import { MoneyDto } from '../money.dto';

/** Absent fields stay as they are. An explicit null is no value of any of them: it is refused, not ignored. */
function present(field: keyof ChangeProductDto) {
  return (body: ChangeProductDto): boolean => body[field] !== undefined;
}

export class ChangeProductDto {
  @ValidateIf(present('name'))
  @Text(200, { required: false })
  name?: string;

  @ApiProperty({ type: MoneyDto, required: false })
  @ValidateIf(present('price'))
  @Nested(() => MoneyDto)
  price?: MoneyDto;

  @ApiProperty({ required: false, description: 'An inactive product can’t be ordered.' })
  @ValidateIf(present('active'))
  @IsBoolean({ message: '$property must be true or false' })
  active?: boolean;
}

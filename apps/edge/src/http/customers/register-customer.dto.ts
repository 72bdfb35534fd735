import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, MaxLength, MinLength } from 'class-validator';
import { Text } from '../input/text.decorator';

export class RegisterCustomerDto {
  @ApiProperty({ format: 'email', maxLength: 254, example: 'ada@example.com' })
  @MaxLength(254, { message: '$property must have at most 254 characters' })
  @IsEmail({}, { message: '$property must be an e-mail address' })
  email!: string;

  @ApiProperty({ minLength: 8, maxLength: 128, format: 'password' })
  @MaxLength(128, { message: '$property must have at most 128 characters' })
  @MinLength(8, { message: '$property must have at least 8 characters' })
  @IsString({ message: '$property must be a text' })
  password!: string;

  @Text(200, { example: 'Ada Lovelace' })
  name!: string;
}

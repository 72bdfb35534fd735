import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** Bounds only: whether it is an address or a password of ours, the answer 401 says. */
export class LogInDto {
  @ApiProperty({ format: 'email', example: 'customer@example.com' })
  @MaxLength(254, { message: '$property must have at most 254 characters' })
  @IsString({ message: '$property must be a text' })
  email!: string;

  @ApiProperty({ format: 'password', example: 'demo-password' })
  @MaxLength(128, { message: '$property must have at most 128 characters' })
  @IsString({ message: '$property must be a text' })
  password!: string;
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

/** A field with some text in it, of at most `maxLength` characters. */
export function Text(maxLength: number, documentation: ApiPropertyOptions = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, minLength: 1, maxLength, ...documentation }),
    MaxLength(maxLength, { message: `$property must have at most ${maxLength} characters` }),
    Matches(/\S/, { message: '$property must not be empty' }),
    IsString({ message: '$property must be a text' }),
  );
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** A field with a whole number from `min` to `max`. */
export function WholeNumber(min: number, max: number, documentation: ApiPropertyOptions = {}): PropertyDecorator {
  const message = `$property must be a whole number from ${min} to ${max}`;
  return applyDecorators(
    ApiProperty({ type: 'integer', minimum: min, maximum: max, ...documentation }),
    Max(max, { message }),
    Min(min, { message }),
    IsInt({ message }),
  );
}

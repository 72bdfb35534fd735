import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { DEFAULT_LOCATION, KEY_PATTERN } from '@windrose/contracts';
import { Matches, ValidateIf } from 'class-validator';

/** A field that may name a stock location. Without it the stock is where all stock is that nobody has placed elsewhere. */
export function OptionalLocation(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      required: false,
      pattern: KEY_PATTERN.source,
      default: DEFAULT_LOCATION,
      description: 'Where the stock is',
    }),
    ValidateIf((_body, value) => value !== undefined),
    Matches(KEY_PATTERN, { message: '$property must be 1 to 64 letters, digits, underscores or hyphens' }),
  );
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { StockLine } from '@windrose/contracts';
import { ArrayMaxSize, ArrayMinSize, IsArray, Matches } from 'class-validator';
import { NestedEach } from './input/nested.decorator';
import { WholeNumber } from './input/whole-number.decorator';
import { SKU_PATTERN } from './sku';

/** Units of one product. */
export class LineDto implements StockLine {
  @ApiProperty({ pattern: SKU_PATTERN.source, example: 'tea-100' })
  @Matches(SKU_PATTERN, { message: '$property must be 1 to 64 letters, digits, underscores or hyphens' })
  sku!: string;

  @WholeNumber(1, 10_000, { example: 2 })
  quantity!: number;
}

/** A field with 1 to 100 lines. */
export function Lines(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: [LineDto], minItems: 1, maxItems: 100 }),
    NestedEach(() => LineDto),
    ArrayMaxSize(100, { message: '$property must have at most 100 entries' }),
    ArrayMinSize(1, { message: '$property must have at least one entry' }),
    IsArray({ message: '$property must be a list' }),
  );
}

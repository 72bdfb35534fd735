import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';

/** A field that holds an object of this class. */
export function Nested(type: () => new () => object): PropertyDecorator {
  return applyDecorators(Type(type), ValidateNested(), IsObject({ message: '$property must be an object' }));
}

/**
 * A field that holds a list of objects of this class. IsObject is not superfluous: ValidateNested alone looks through
 * lists in the list and accepts `[[{…}]]`.
 */
export function NestedEach(type: () => new () => object): PropertyDecorator {
  return applyDecorators(
    Type(type),
    ValidateNested({ each: true }),
    IsObject({ each: true, message: '$property must hold objects only' }),
  );
}

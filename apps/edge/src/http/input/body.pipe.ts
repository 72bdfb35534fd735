import type { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidatorOptions } from 'class-validator';
import { ProblemError } from '../problem/problem';
import { bodyMissing, invalidBody } from '../problem/problems';
import { mayBeMissing } from './may-be-missing.decorator';
import { unusableShape } from './shape';
import { validationPointers } from './validation-pointers';

const RULES: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  stopAtFirstError: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
};

/**
 * Makes a body an instance of its class, or answers 422 with a pointer to each place that isn't right. Only bodies:
 * query parameters and ids in paths have answers of their own (400, 404). All rules are synchronous.
 */
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || metatype === undefined) return value;
    return bodyAs(metatype as Type<object>, value);
  }
}

export function bodyAs<T extends object>(type: Type<T>, given: unknown): T {
  const value = given === undefined && mayBeMissing(type) ? {} : given;
  if (value === undefined) throw new ProblemError(bodyMissing());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidBody([{ pointer: '#', detail: 'must be an object' }]);
  }
  const unusable = unusableShape(value);
  if (unusable) throw invalidBody([unusable]);
  const body = plainToInstance(type, value);
  const errors = validateSync(body, RULES);
  if (errors.length > 0) throw invalidBody(validationPointers(errors));
  return body;
}

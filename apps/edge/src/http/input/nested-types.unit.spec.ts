import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as storage from 'class-transformer/types/storage';
import { getMetadataStorage, IsInt, ValidateNested, type ValidationTypes } from 'class-validator';
import { Nested, NestedEach } from './nested.decorator';

// Not part of the package's public face, but the only place that knows which properties have a @Type.
const { defaultMetadataStorage } = jest.requireActual<typeof storage>('class-transformer/cjs/storage');

type Dto = new () => object;

const PLAIN: unknown[] = [String, Number, Boolean, Object, Array, undefined];
const NESTED: ValidationTypes = 'nestedValidation';

/**
 * Properties whose objects would pass unchecked: class-validator looks into a nested object only with @ValidateNested,
 * and knows its rules only if class-transformer made it an instance, which takes @Type.
 */
function unchecked(dto: Dto): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))].filter((property) => {
    const holds: unknown = Reflect.getMetadata('design:type', dto.prototype as object, property);
    const own = rules.filter(({ propertyName }) => propertyName === property);
    const nested = own.some(({ type }) => (type as unknown) === NESTED);
    const typed = defaultMetadataStorage.findTypeMetadata(dto, property) !== undefined;
    if (nested || typed) return nested !== typed;
    // A class of ours, or a list whose entries no rule looks at.
    return !PLAIN.includes(holds) || (holds === Array && !own.some(({ each }) => each)) || holds === Object;
  });
}

function dtosIn(directory: string): [string, Dto][] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.dto.ts'))
    .flatMap((file) => Object.entries(jest.requireActual<Record<string, unknown>>(join(directory, file))))
    .filter((entry): entry is [string, Dto] => typeof entry[1] === 'function' && entry[0].endsWith('Dto'));
}

class Inner {
  @IsInt()
  n!: number;
}

class Outer {
  @ValidateNested()
  withoutType!: Inner;

  @IsInt()
  withoutAnything!: Inner;

  @ValidateNested({ each: true })
  list!: Inner[];

  @Nested(() => Inner)
  fine!: Inner;

  @NestedEach(() => Inner)
  fineToo!: Inner[];
}

describe('nested properties of bodies', () => {
  const dtos = dtosIn(join(__dirname, '..'));

  it('finds what would pass unchecked', () => {
    expect(unchecked(Outer).sort()).toEqual(['list', 'withoutAnything', 'withoutType']);
  });

  it('looks at every body that the edge takes', () => {
    expect(dtos.map(([name]) => name)).toEqual(
      expect.arrayContaining(['PlaceOrderDto', 'AddProductDto', 'MoneyDto', 'LogInDto']),
    );
  });

  it.each(dtos)('%s checks all of its nested objects', (_, dto) => {
    expect(unchecked(dto)).toEqual([]);
  });
});

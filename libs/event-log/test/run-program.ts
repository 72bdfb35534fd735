import { Program as AnyProgram } from '@windrose/testing';
import { join } from 'node:path';

/** A program of this folder's `programs`. */
export class Program extends AnyProgram {
  constructor(name: string, argument: unknown) {
    super(join(__dirname, 'programs', `${name}.ts`), argument);
  }
}

import type { InputError } from '@windrose/contracts';
import type { ValidationError } from 'class-validator';
import { pointerTo } from './json-pointer';

/** As many as help a person; a body can have a hundred thousand. */
const MAX_ERRORS = 50;

/** class-validator's tree of errors as a flat list, each with a pointer to its place in the body. */
export function validationPointers(tree: readonly ValidationError[]): InputError[] {
  const errors: InputError[] = [];
  collect(tree, [], errors);
  return errors;
}

function collect(tree: readonly ValidationError[], path: readonly string[], errors: InputError[]): void {
  for (const node of tree) {
    if (errors.length >= MAX_ERRORS) return;
    const here = [...path, node.property];
    const details = Object.entries(node.constraints ?? {});
    if (details.length > 0) {
      errors.push({
        pointer: pointerTo(here),
        detail: details.map(([rule, text]) => detailOf(rule, text, node.property)).join(', '),
      });
    }
    collect(node.children ?? [], here, errors);
  }
}

/** The messages start with the property's name, which the pointer has said already. */
function detailOf(rule: string, text: string, property: string): string {
  if (rule === 'whitelistValidation') return 'is not a known field';
  const words = text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
  return words;
}

import { Placeholder } from './json.ts';
import { type SchemaError, withoutConsequences } from './schema-errors.ts';

/** What is wrong: a sentence, or the errors of a member or item. */
export type ErrorNode =
  | string
  | { readonly property: string; readonly errors: ErrorNode[] }
  | { readonly index: number; readonly errors: ErrorNode[] };

const stepOf = (node: ErrorNode): string | number | undefined =>
  typeof node === 'string' ? undefined : 'index' in node ? node.index : node.property;

/**
 * Errors by the places of a form. Every error has a node of its own at its place; the way there is shared.
 * Upstream: utilities/schema_tools/validation.py, build_error_obj (3.8.8).
 */
export function errorTree(errors: readonly SchemaError[]): { errors: ErrorNode[]; valid: boolean } {
  const root: ErrorNode[] = [];
  for (const error of withoutConsequences(errors)) {
    if (error.value instanceof Placeholder && error.value.problem === null) continue; // known when a run is made
    const path = [...error.path];
    if (error.keyword === 'required') path.push(error.message.split(' ')[0]!.replaceAll("'", ''));
    let at = root;
    for (const [i, step] of path.entries()) {
      const isLast = i === path.length - 1;
      const known = isLast ? undefined : at.find((node) => stepOf(node) === step);
      if (known !== undefined && typeof known !== 'string') {
        at = known.errors;
        continue;
      }
      const inside: ErrorNode[] = [];
      at.push(
        typeof step === 'number' ? { index: step, errors: inside } : { property: step, errors: inside },
      );
      at = inside;
    }
    at.push(error.message);
  }
  return { errors: root, valid: root.length === 0 };
}

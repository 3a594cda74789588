import type { ValueError } from '../../api/deployments.ts';
import type { SchemaField } from './schema-field.ts';

type Errors = readonly (string | ValueError)[];

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const textOf = (error: string | ValueError): string => {
  if (typeof error === 'string') return sentence(error);
  const at = error.index !== undefined ? `Item ${error.index + 1}` : (error.property ?? '');
  const inner = error.errors.map(textOf).join('; ');
  return at ? `${at}: ${inner}` : inner;
};

/** The field that shows a part of a value itself; `undefined` when the whole has one control. */
function partOf(field: SchemaField, error: ValueError): SchemaField | undefined {
  if (field.kind === 'object') return field.fields.find(({ name }) => name === error.property);
  if (field.kind === 'list' && error.index !== undefined) return field.item;
  return undefined;
}

/**
 * The server's errors by the path of the field that shows the value; what no field shows is under an empty path, said
 * with its name.
 */
export function errorsByPath(
  errors: Errors,
  fields: readonly SchemaField[],
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const add = (path: string, text: string): void => {
    found[path] = found[path] ? `${found[path]} ${text}` : text;
  };
  const into = (field: SchemaField, path: string, inside: Errors): void => {
    for (const error of inside) {
      const part = typeof error === 'string' ? undefined : partOf(field, error);
      if (!part || typeof error === 'string') add(path, textOf(error));
      else into(part, `${path}.${error.property ?? error.index ?? ''}`, error.errors);
    }
  };
  for (const error of errors) {
    const field = typeof error === 'string' ? undefined : fields.find(({ name }) => name === error.property);
    if (!field || typeof error === 'string') add('', textOf(error));
    else into(field, field.name, error.errors);
  }
  return found;
}

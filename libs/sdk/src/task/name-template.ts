/** A run's name: fixed, with `{member}` or `{member.inner}` of the parameters, or made by a function. */
export type NameTemplate<Values> = string | ((values: Values) => string);

const memberAt = (values: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      values,
    );

/** Fills a template; what it names and nobody gave stays as it is written. */
export const fillTemplate = (template: string, values: unknown): string =>
  template.replace(/\{([\w$.]+)\}/g, (whole, path: string) => {
    const value = memberAt(values, path);
    if (value === undefined) return whole;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });

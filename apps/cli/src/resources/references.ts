import { isMapping } from '../mapping.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** Kinds by name: `${HOME:-/root}` of a shell is none of ours. */
const REFERENCE =
  /\$\{(variable|global_concurrency_limit|concurrency_limit|block_type|block|work_pool|work_queue|deployment|automation):([^}]+)\}/g;

const inStrings = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => inStrings(one, change));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inStrings(one, change)]));
};

/** Puts `${deployment:etl/nightly}` where the id of one stands, also within other text. */
export const nameIds = (value: unknown, nameOf: ReadonlyMap<string, string>): unknown =>
  inStrings(value, (text) =>
    text.replace(UUID, (id) => {
      const name = nameOf.get(id.toLowerCase());
      return name === undefined ? id : `\${${name}}`;
    }),
  );

/** Puts ids where references stand; those that nobody knows stay. */
export const fillReferences = (value: unknown, idOf: ReadonlyMap<string, string>): unknown =>
  inStrings(value, (text) =>
    text.replace(REFERENCE, (whole, kind: string, name: string) => idOf.get(`${kind}:${name}`) ?? whole),
  );

/** The references within a value: `deployment:etl/nightly`. */
export const referencesIn = (value: unknown): readonly string[] => {
  const found = new Set<string>();
  inStrings(value, (text) => {
    for (const [, kind, name] of text.matchAll(REFERENCE)) found.add(`${kind}:${name}`);
    return text;
  });
  return [...found];
};

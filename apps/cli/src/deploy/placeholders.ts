/*
 * `{{ name }}` in YAML, as the reference's deploy fills it in: outputs of steps, `{{ $ENV }}`, `{{ prefect.variables.x }}` and
 * `{{ prefect.blocks.type.name }}`.
 * Upstream: utilities/templating.py (3.8.8).
 */
const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([\w.\-[\]$]+)\s*\}\}$/;
const BLOCK = /^prefect\.blocks\./;
const VARIABLE = /^prefect\.variables\./;

/** Stands for "there is no such value"; a member with it is left out. */
export const ABSENT: unique symbol = Symbol('absent');

/** What a name between braces means. */
export type PlaceholderKind = 'output' | 'environment' | 'variable' | 'block';
export const kindOf = (name: string): PlaceholderKind => {
  if (BLOCK.test(name)) return 'block';
  if (VARIABLE.test(name)) return 'variable';
  return name.startsWith('$') ? 'environment' : 'output';
};

/** A value by its path: `image.tag`, `list[0].name`. */
export const valueAt = (from: unknown, path: string): unknown => {
  let value = from;
  for (const key of path.replaceAll('[', '.').replaceAll(']', '').split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return ABSENT;
    value = (value as Readonly<Record<string, unknown>>)[key]; // any object, its own member
  }
  return value;
};

/** Text as the reference's templates print it: Python's words for booleans and nothing. */
const inText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Gives the value of a placeholder; `undefined` leaves it as it is, ABSENT takes it out. */
export type Resolve = (name: string, kind: PlaceholderKind) => unknown;

const fillText = (text: string, resolve: Resolve): unknown => {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) {
    const value = resolve(whole, kindOf(whole));
    return value === undefined ? text : value;
  }
  return text.replace(PLACEHOLDER, (match, name: string) => {
    const value = resolve(name, kindOf(name));
    if (value === undefined) return match;
    return value === ABSENT ? '' : inText(value);
  });
};

/** The same value with its placeholders filled in; members that turn out ABSENT are left out. */
export const fill = (template: unknown, resolve: Resolve): unknown => {
  if (typeof template === 'string') return fillText(template, resolve);
  if (Array.isArray(template))
    return template.map((one) => fill(one, resolve)).filter((one) => one !== ABSENT);
  if (typeof template !== 'object' || template === null) return template;
  const members = Object.entries(template).map(([key, value]) => [key, fill(value, resolve)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== ABSENT));
};

/** Every placeholder in a value, once each. */
export const placeholdersIn = (template: unknown): ReadonlySet<string> => {
  const names = new Set<string>();
  fill(template, (name) => void names.add(name));
  return names;
};

export type Env = Readonly<Record<string, string | undefined>>;

const fromEnvironment = (env: Env, name: string): string | undefined => env[name.replace(/^\$+/, '')];

/** Fills in the environment, with or without `$` as the reference does it; what is not set stays as it is written. */
export const fillEnvironment = (template: unknown, env: Env): unknown =>
  fill(template, (name, kind) =>
    kind === 'environment' || kind === 'output' ? fromEnvironment(env, name) : undefined,
  );

/**
 * Fills in outputs of steps and the environment. What nobody has set is taken out, and named to `missing`; `ctx.…` is for the
 * worker, which fills it in when the run starts.
 */
export const fillOutputs = (
  template: unknown,
  outputs: Readonly<Record<string, unknown>>,
  env: Env,
  missing: (name: string) => void = () => {},
): unknown =>
  fill(template, (name, kind) => {
    if (kind === 'block' || kind === 'variable' || name.startsWith('ctx.')) return undefined;
    const value = kind === 'environment' ? fromEnvironment(env, name) : valueAt(outputs, name);
    if (value !== undefined && value !== ABSENT) return value;
    missing(name);
    return kind === 'environment' ? '' : ABSENT;
  });

/** Fills in outputs of steps where they are there; everything else stays as it is, for the worker. */
export const fillPresentOutputs = (
  template: unknown,
  outputs: Readonly<Record<string, unknown>>,
  env: Env,
): unknown =>
  fill(template, (name, kind) => {
    if (kind === 'environment') return fromEnvironment(env, name);
    const value = kind === 'output' ? valueAt(outputs, name) : undefined;
    return value === ABSENT ? undefined : value;
  });

import {
  type Filter,
  Float,
  Markup,
  TemplateRenderError,
  Tuple,
  Undefined,
  type Value,
  isDict,
  isList,
} from '@orch/triggers';

/** Of everything that is printed at once. A list may hold the same list many times, and that one again. */
const VALUES_MAX = 300_000;
const CHARACTERS_MAX = 1_000_000;
const DEPTH_MAX = 200;

/** Counts what a value is made of. */
class Extent {
  private values = 0;
  private characters = 0;

  /** @throws TemplateRenderError */
  add(characters: number, depth: number): void {
    this.values += 1;
    this.characters += characters;
    if (this.values > VALUES_MAX || this.characters > CHARACTERS_MAX || depth > DEPTH_MAX)
      throw new TemplateRenderError('a value is too large to be printed');
  }
}

/** A value of a template as JSON. @throws TemplateRenderError for what is not defined, is no JSON, or is too large */
export const plainOf = (value: Value): unknown => plain(value, new Extent(), 0);

function plain(value: Value, extent: Extent, depth: number): unknown {
  const inside = (one: Value): unknown => plain(one, extent, depth + 1);
  extent.add(typeof value === 'string' ? value.length : 1, depth);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Float) return value.value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) throw new TemplateRenderError(`'${value.name}' is undefined`);
  if (value instanceof Tuple) return value.items.map(inside);
  if (isList(value)) return value.map(inside);
  if (!isDict(value)) throw new TemplateRenderError('a value is no JSON');
  const members = [...value].map(([key, one]): [string, unknown] => {
    extent.add(String(key).length, depth);
    return [String(key), inside(one)];
  });
  // own members only, whatever their names: `fromEntries` defines them
  return Object.fromEntries(members);
}

/** `tojson` for whole bodies, which may be longer than anything that other templates print. */
export const bodyJson: Filter = ({ value, surroundings }) => {
  const text = JSON.stringify(plainOf(value));
  surroundings.budget.text(text.length);
  return text;
};

import type { Arguments, Body, Expression, Template } from '../templates/ast.ts';

/** Characters; every part of a small template is gone through once at most, so this bounds the number of steps. */
const CHARACTERS_MAX = 4_096;
/** Filters whose work grows no faster than the text that they are given. */
const LINEAR_FILTERS: ReadonlySet<string> = new Set([
  'capitalize',
  'd',
  'default',
  'first',
  'flow_run_id',
  'last',
  'length',
  'lower',
  'string',
  'title',
  'tojson',
  'trim',
  'ui_resource_events_url',
  'ui_url',
  'upper',
]);

/**
 * Whether a template ends soon whatever its context is: nothing in it is done more than once (no loops, calls, blocks or
 * arithmetic), and what is done takes time in proportion to a text that the budget bounds. See docs/decisions/0013.
 * `more`: filters of the caller's that are as harmless.
 */
export const isSmallTemplate = (source: string, template: Template, more: readonly string[] = []): boolean =>
  source.length <= CHARACTERS_MAX &&
  new SmallParts(more.length > 0 ? new Set([...LINEAR_FILTERS, ...more]) : LINEAR_FILTERS).body(
    template.body,
  );

/** Which parts of a template are done once, in time that the budget bounds. */
class SmallParts {
  constructor(private readonly filters: ReadonlySet<string>) {}

  readonly body = (body: Body): boolean =>
    body.every((node) => {
      if (node.kind === 'text') return true;
      if (node.kind === 'print') return this.part(node.value);
      if (node.kind !== 'if') return false;
      const { branches, otherwise } = node;
      return branches.every((one) => this.part(one.test) && this.body(one.body)) && this.body(otherwise);
    });

  private readonly part = (node: Expression): boolean => {
    switch (node.kind) {
      case 'literal':
      case 'number':
      case 'name':
        return true;
      case 'attribute':
      case 'not':
        return this.part(node.of);
      case 'item':
        return this.part(node.of) && node.key.kind !== 'slice' && this.part(node.key);
      case 'and':
      case 'or':
        return this.part(node.left) && this.part(node.right);
      case 'compare':
        return (
          this.part(node.first) &&
          node.rest.every(({ operator, to }) => !operator.endsWith('in') && this.part(to))
        );
      case 'conditional':
        return [node.test, node.then, node.otherwise].every((one) => one === null || this.part(one));
      case 'filter':
        return node.of !== null && this.filters.has(node.name) && this.part(node.of) && this.plain(node.args);
      default:
        return false;
    }
  };

  private plain({ positional, named, rest, namedRest }: Arguments): boolean {
    return (
      rest === null &&
      namedRest === null &&
      positional.every(this.part) &&
      named.every(({ value }) => this.part(value))
    );
  }
}

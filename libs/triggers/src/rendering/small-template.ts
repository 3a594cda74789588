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
 */
export const isSmallTemplate = (source: string, template: Template): boolean =>
  source.length <= CHARACTERS_MAX && isSmallBody(template.body);

const isSmallBody = (body: Body): boolean =>
  body.every((node) => {
    if (node.kind === 'text') return true;
    if (node.kind === 'print') return isSmall(node.value);
    if (node.kind !== 'if') return false;
    return (
      node.branches.every((branch) => isSmall(branch.test) && isSmallBody(branch.body)) &&
      isSmallBody(node.otherwise)
    );
  });

function isSmall(node: Expression): boolean {
  switch (node.kind) {
    case 'literal':
    case 'number':
    case 'name':
      return true;
    case 'attribute':
    case 'not':
      return isSmall(node.of);
    case 'item':
      return isSmall(node.of) && node.key.kind !== 'slice' && isSmall(node.key);
    case 'and':
    case 'or':
      return isSmall(node.left) && isSmall(node.right);
    case 'compare':
      return (
        isSmall(node.first) && node.rest.every(({ operator, to }) => !operator.endsWith('in') && isSmall(to))
      );
    case 'conditional':
      return [node.test, node.then, node.otherwise].every((one) => one === null || isSmall(one));
    case 'filter':
      return node.of !== null && LINEAR_FILTERS.has(node.name) && isSmall(node.of) && isPlain(node.args);
    default:
      return false;
  }
}

const isPlain = ({ positional, named, rest, namedRest }: Arguments): boolean =>
  rest === null &&
  namedRest === null &&
  positional.every(isSmall) &&
  named.every(({ value }) => isSmall(value));

import type { Arguments, CompareOperator, Expression } from '../templates/ast.ts';
import { TemplateRenderError } from '../templates/template-error.ts';
import { calculate, integer } from '../values/arithmetic.ts';
import { type Spend, compare, contains, isEqual, isTrue, keyOf, refuseUndefined } from '../values/compare.ts';
import { Slice, attribute, item, iterated, sliced } from '../values/members.ts';
import { textOf } from '../values/text.ts';
import {
  Callable,
  Float,
  type Key,
  Tuple,
  Undefined,
  type Value,
  isDict,
  isText,
  typeName,
} from '../values/value.ts';
import type { Budget } from './budget.ts';
import type { Filter, Invocation, Surroundings, Test } from './invocation.ts';
import { methodOf } from './methods.ts';
import type { Scope } from './scope.ts';

type Of<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;
type Evaluated = Pick<Invocation, 'positional' | 'named'>;

/** Finds the values of expressions. Nothing is compiled or evaluated as code: every kind of node has its line here. */
export class Evaluator implements Surroundings {
  readonly filterNames: ReadonlySet<string>;
  readonly testNames: ReadonlySet<string>;

  constructor(
    readonly budget: Budget,
    private readonly filters: ReadonlyMap<string, Filter>,
    private readonly tests: ReadonlyMap<string, Test>,
  ) {
    this.filterNames = new Set(filters.keys());
    this.testNames = new Set(tests.keys());
  }

  filter(name: string, invocation: Omit<Invocation, 'surroundings'>): Value {
    const filter = this.filters.get(name);
    if (!filter) throw new TemplateRenderError(`No filter named '${name.slice(0, 100)}'.`);
    return filter({ ...invocation, surroundings: this });
  }

  test(name: string, invocation: Omit<Invocation, 'surroundings'>): boolean {
    const test = this.tests.get(name);
    if (!test) throw new TemplateRenderError(`No test named '${name.slice(0, 100)}'.`);
    return test({ ...invocation, surroundings: this });
  }

  /** @throws TemplateRenderError */
  value(node: Expression, scope: Scope): Value {
    this.budget.step();
    return this.budget.nested(() => this.found(node, scope));
  }

  private found(node: Expression, scope: Scope): Value {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'number':
        return node.isFloat ? new Float(Number(node.text)) : integer(Number(node.text));
      case 'name':
        return scope.get(node.name);
      case 'attribute':
        return attribute(this.value(node.of, scope), node.name);
      case 'item':
        return this.item(node, scope);
      case 'call':
        return this.call(node, scope);
      case 'filter':
        return this.filtered(node, node.of === null ? '' : this.value(node.of, scope), scope);
      case 'test':
        return this.test(node.name, {
          value: this.value(node.of, scope),
          ...this.arguments(node.args, scope),
        });
      case 'not':
        return !isTrue(this.value(node.of, scope));
      case 'negative':
      case 'positive':
        return this.signed(node, scope);
      case 'and':
      case 'or': {
        const left = this.value(node.left, scope);
        return isTrue(left) === (node.kind === 'or') ? left : this.value(node.right, scope);
      }
      case 'binary':
        return this.counted(
          calculate(
            node.operator,
            this.value(node.left, scope),
            this.value(node.right, scope),
            this.budget.limits.outputCharactersMax,
          ),
        );
      case 'compare':
        return this.compared(node, scope);
      case 'concat':
        return this.counted(node.parts.map((part) => this.budget.print(this.value(part, scope))).join(''));
      case 'conditional':
        if (isTrue(this.value(node.test, scope))) return this.value(node.then, scope);
        return node.otherwise ? this.value(node.otherwise, scope) : new Undefined('the inline if-expression');
      case 'list':
        return node.items.map((one) => this.value(one, scope));
      case 'tuple':
        return new Tuple(node.items.map((one) => this.value(one, scope)));
      case 'dict':
        return this.dict(node, scope);
      case 'namespace':
      case 'slice':
        throw new TemplateRenderError('a slice or namespace stands where a value is needed');
    }
  }

  /** Charges what an operation made. */
  private counted(value: Value): Value {
    if (isText(value)) this.budget.text(textOf(value).length);
    else if (Array.isArray(value)) this.budget.items(value.length);
    return value;
  }

  private item({ of, key }: Of<'item'>, scope: Scope): Value {
    const subject = this.value(of, scope);
    if (isText(subject)) this.budget.items(textOf(subject).length);
    if (key.kind !== 'slice') return item(subject, this.value(key, scope));
    const part = (node: Expression | null): Value => (node === null ? null : this.value(node, scope));
    return this.counted(sliced(subject, new Slice(part(key.start), part(key.stop), part(key.step))));
  }

  private call({ callee, args }: Of<'call'>, scope: Scope): Value {
    const subject = callee.kind === 'attribute' ? this.value(callee.of, scope) : undefined;
    const method =
      subject === undefined || callee.kind !== 'attribute'
        ? undefined
        : methodOf(subject, callee.name, this.budget);
    const { positional, named } = this.arguments(args, scope);
    if (method) return method(positional, named);
    const target =
      subject !== undefined && callee.kind === 'attribute'
        ? attribute(subject, callee.name)
        : this.value(callee, scope);
    refuseUndefined(target);
    if (!(target instanceof Callable))
      throw new TemplateRenderError(`'${typeName(target)}' object is not callable`);
    return target.call(positional, named);
  }

  /** Applies the filter of a node to a value that was found elsewhere, e.g. the text of a block. */
  filtered(node: Of<'filter'>, value: Value, scope: Scope): Value {
    return this.filter(node.name, { value, ...this.arguments(node.args, scope) });
  }

  private arguments(args: Arguments, scope: Scope): Evaluated {
    const positional = args.positional.map((one) => this.value(one, scope));
    const named = new Map(args.named.map(({ name, value }) => [name, this.value(value, scope)]));
    if (args.rest) positional.push(...iterated(this.value(args.rest, scope)));
    if (args.namedRest) {
      const rest = this.value(args.namedRest, scope);
      if (!isDict(rest)) throw new TemplateRenderError('argument after ** must be a mapping');
      for (const [key, value] of rest) named.set(String(key), value);
    }
    return { positional, named };
  }

  private signed(node: Of<'not' | 'negative' | 'positive'>, scope: Scope): Value {
    const value = this.value(node.of, scope);
    if (node.kind === 'negative' && value instanceof Float) return new Float(-value.value);
    return calculate('*', value, node.kind === 'negative' ? -1 : 1, 0);
  }

  private compared(node: Of<'compare'>, scope: Scope): boolean {
    let left = this.value(node.first, scope);
    for (const { operator, to } of node.rest) {
      const right = this.value(to, scope);
      if (!holds(operator, left, right, this.budget.items)) return false;
      left = right;
    }
    return true;
  }

  private dict({ entries }: Of<'dict'>, scope: Scope): Value {
    const dict = new Map<Key, Value>();
    for (const { key, value } of entries) {
      const given = keyOf(this.value(key, scope));
      dict.set(sameKey(dict, given), this.value(value, scope));
    }
    return dict;
  }
}

/** `true` and 1 are one key, as in Python. */
function sameKey(dict: ReadonlyMap<Key, Value>, key: Key): Key {
  const twin = typeof key === 'boolean' ? Number(key) : key === 0 ? false : key === 1 ? true : undefined;
  return twin !== undefined && dict.has(twin) ? twin : key;
}

function holds(operator: CompareOperator, left: Value, right: Value, spend: Spend): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right, spend);
    case '!=':
      return !isEqual(left, right, spend);
    case '<':
      return compare(left, right, spend) < 0;
    case '<=':
      return compare(left, right, spend) <= 0;
    case '>':
      return compare(left, right, spend) > 0;
    case '>=':
      return compare(left, right, spend) >= 0;
    case 'in':
      return contains(right, left, spend);
    case 'not in':
      return !contains(right, left, spend);
  }
}

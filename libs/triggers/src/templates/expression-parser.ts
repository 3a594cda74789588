import { quoted } from '../values/quoted.ts';
import {
  type Arguments,
  type BinaryOperator,
  type CompareOperator,
  type Expression,
  NO_ARGUMENTS,
} from './ast.ts';
import { Lexer } from './lexer.ts';
import { parseArguments } from './parse-arguments.ts';
import { TemplateSyntaxError } from './template-error.ts';
import { TokenStream } from './token-stream.ts';
import { type Token, type TokenType, describeToken } from './tokens.ts';

/** How deep expressions and blocks may stand in each other. (The reference fails at about 60 parentheses.) */
const NESTING_MAX = 100;
const ARGUMENT_STARTS: ReadonlySet<TokenType> = new Set([
  'name',
  'string',
  'integer',
  'float',
  '(',
  '[',
  '{',
]);
const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** How a list of expressions without brackets is read. */
interface TupleReading {
  /** Targets of assignments: only names and literals. */
  readonly targets?: 'names' | 'namespaces';
  readonly noConditional?: true;
  readonly inParentheses?: true;
}

/**
 * Expressions, one method per precedence, loosest first. A filter binds tighter than any operator but not than a sign.
 * Upstream: the grammar of Jinja 3.1, which the reference validates with.
 */
export class ExpressionParser {
  protected readonly stream: TokenStream;
  protected readonly names = new Set<string>();
  private depth = 0;

  constructor(source: string) {
    this.stream = new TokenStream(new Lexer(source));
  }

  protected fail(message: string, line = this.stream.current.line): never {
    throw new TemplateSyntaxError(message, line);
  }

  /** Runs `parse` one level deeper. @throws TemplateSyntaxError when that is too deep */
  protected nested<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > NESTING_MAX) this.fail(`nested deeper than ${NESTING_MAX} levels`);
    const result = parse();
    this.depth -= 1;
    return result;
  }

  expression(noConditional = false): Expression {
    return this.nested(() => (noConditional ? this.or() : this.conditional()));
  }

  private conditional(): Expression {
    let then = this.or();
    while (this.stream.skipName('if')) {
      const test = this.or();
      const otherwise = this.stream.skipName('else') ? this.expression() : null;
      then = { kind: 'conditional', test, then, otherwise };
    }
    return then;
  }

  private or(): Expression {
    let left = this.and();
    while (this.stream.skipName('or')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.stream.skipName('and')) left = { kind: 'and', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    if (!this.stream.skipName('not')) return this.compare();
    return this.nested(() => ({ kind: 'not', of: this.not() }));
  }

  private compare(): Expression {
    const first = this.sum();
    const rest: { operator: CompareOperator; to: Expression }[] = [];
    for (let operator = this.comparison(); operator !== undefined; operator = this.comparison())
      rest.push({ operator, to: this.sum() });
    return rest.length === 0 ? first : { kind: 'compare', first, rest };
  }

  private comparison(): CompareOperator | undefined {
    const { current } = this.stream;
    if (['==', '!=', '<', '<=', '>', '>='].includes(current.type))
      return this.stream.next().type as CompareOperator; // one of the six
    if (this.stream.skipName('in')) return 'in';
    const next = this.stream.isName('not') ? this.stream.look() : undefined;
    if (next?.type !== 'name' || next.value !== 'in') return undefined;
    this.stream.next();
    this.stream.next();
    return 'not in';
  }

  private chain(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    while ((operators as readonly string[]).includes(this.stream.current.type)) {
      const operator = this.stream.next().type as BinaryOperator; // just checked
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  private sum(): Expression {
    return this.chain(['+', '-'], () => this.concat());
  }

  private concat(): Expression {
    const parts = [this.product()];
    while (this.stream.skip('~')) parts.push(this.product());
    return parts.length === 1 ? parts[0]! : { kind: 'concat', parts };
  }

  private product(): Expression {
    return this.chain(['*', '/', '//', '%'], () => this.chain(['**'], () => this.unary(true)));
  }

  private unary(withFilters: boolean): Expression {
    const { type } = this.stream.current;
    let node: Expression;
    if (type === '-' || type === '+') {
      this.stream.next();
      node = this.nested(() => ({ kind: type === '-' ? 'negative' : 'positive', of: this.unary(false) }));
    } else node = this.primary();
    node = this.postfix(node);
    return withFilters ? this.filtersAndTests(node) : node;
  }

  private primary(targets?: 'names' | 'namespaces'): Expression {
    const token = this.stream.current;
    switch (token.type) {
      case 'name':
        return this.nameOrConstant(targets);
      case 'string': {
        let value = '';
        while (this.stream.is('string')) value += this.stream.next().value;
        return { kind: 'literal', value };
      }
      case 'integer':
      case 'float':
        this.stream.next();
        return { kind: 'number', text: token.value, isFloat: token.type === 'float' };
      case '(': {
        this.stream.next();
        const inner = this.tuple({ inParentheses: true });
        this.stream.expect(')');
        return inner;
      }
      case '[':
        return this.list();
      case '{':
        return this.dict();
      default:
        return this.fail(`unexpected ${quoted(describeToken(token))}`, token.line);
    }
  }

  private nameOrConstant(targets: 'names' | 'namespaces' | undefined): Expression {
    const { value: name } = this.stream.next();
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return { kind: 'literal', value: constant };
    if (targets === 'namespaces' && this.stream.skip('.'))
      return { kind: 'namespace', space: name, name: this.stream.expect('name').value };
    if (targets === undefined) this.names.add(name);
    return { kind: 'name', name };
  }

  protected tuple(reading: TupleReading = {}): Expression {
    const { targets, noConditional = false, inParentheses } = reading;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.stream.expect(',');
      if (['variable_end', 'block_end', ')'].includes(this.stream.current.type)) break;
      items.push(targets === undefined ? this.expression(noConditional) : this.primary(targets));
      if (!this.stream.is(',')) break;
      isTuple = true;
    }
    if (!isTuple && items.length > 0) return items[0]!;
    if (!isTuple && !inParentheses)
      this.fail(`Expected an expression, got ${quoted(describeToken(this.stream.current))}`);
    return { kind: 'tuple', items };
  }

  private list(): Expression {
    const items: Expression[] = [];
    this.listed('[', ']', () => items.push(this.expression()));
    return { kind: 'list', items };
  }

  private dict(): Expression {
    const entries: { key: Expression; value: Expression }[] = [];
    this.listed('{', '}', () => {
      const key = this.expression();
      this.stream.expect(':');
      entries.push({ key, value: this.expression() });
    });
    return { kind: 'dict', entries };
  }

  /** Reads what is separated by commas, a last comma included. */
  private listed(open: '[' | '{', close: ']' | '}', read: () => void): void {
    this.stream.expect(open);
    for (let isFirst = true; !this.stream.is(close); isFirst = false) {
      if (!isFirst) this.stream.expect(',');
      if (this.stream.is(close)) break;
      read();
    }
    this.stream.expect(close);
  }

  private postfix(node: Expression): Expression {
    let result = node;
    for (;;) {
      if (this.stream.is('.')) result = this.attribute(result);
      else if (this.stream.is('[')) result = this.item(result);
      else if (this.stream.is('(')) result = this.call(result);
      else return result;
    }
  }

  private filtersAndTests(node: Expression): Expression {
    let result = node;
    for (;;) {
      if (this.stream.is('|')) result = this.filters(result)!;
      else if (this.stream.isName('is')) result = this.test(result);
      else if (this.stream.is('(')) result = this.call(result);
      else return result;
    }
  }

  private attribute(of: Expression): Expression {
    this.stream.next();
    const token = this.stream.next();
    if (token.type === 'name') return { kind: 'attribute', of, name: token.value };
    if (token.type !== 'integer') this.fail('expected name or number', token.line);
    return { kind: 'item', of, key: { kind: 'number', text: token.value, isFloat: false } };
  }

  private item(of: Expression): Expression {
    this.stream.next();
    const keys: Expression[] = [];
    while (!this.stream.is(']')) {
      if (keys.length > 0) this.stream.expect(',');
      keys.push(this.subscript());
    }
    this.stream.expect(']');
    return { kind: 'item', of, key: keys.length === 1 ? keys[0]! : { kind: 'tuple', items: keys } };
  }

  private subscript(): Expression {
    const isEnd = (): boolean => this.stream.is(']') || this.stream.is(',');
    const start = this.stream.is(':') ? null : this.expression();
    if (!this.stream.skip(':')) return start!; // without a colon there was an expression
    const stop = this.stream.is(':') || isEnd() ? null : this.expression();
    const step = this.stream.skip(':') && !isEnd() ? this.expression() : null;
    return { kind: 'slice', start, stop, step };
  }

  protected call(callee: Expression): Expression {
    return { kind: 'call', callee, args: this.arguments() };
  }

  private arguments(): Arguments {
    return this.nested(() => parseArguments(this.stream, () => this.expression()));
  }

  /** `|name(…)|name…`; `startsInline`: the first comes without a bar. Null when there is none. */
  protected filters(node: Expression | null, startsInline = false): Expression | null {
    let result = node;
    for (let isInline = startsInline; isInline || this.stream.is('|'); isInline = false) {
      if (!isInline) this.stream.next();
      const name = this.dottedName();
      const args = this.stream.is('(') ? this.arguments() : NO_ARGUMENTS;
      result = { kind: 'filter', of: result, name, args };
    }
    return result;
  }

  private dottedName(): string {
    let name = this.stream.expect('name').value;
    while (this.stream.skip('.')) name += `.${this.stream.expect('name').value}`;
    return name;
  }

  private test(of: Expression): Expression {
    this.stream.next();
    const isNegated = this.stream.skipName('not');
    const name = this.dottedName();
    const node: Expression = { kind: 'test', of, name, args: this.testArguments(this.stream.current) };
    return isNegated ? { kind: 'not', of: node } : node;
  }

  /** A single argument needs no parentheses: `x is divisibleby 3`. */
  private testArguments(token: Token): Arguments {
    if (token.type === '(') return this.arguments();
    if (!ARGUMENT_STARTS.has(token.type) || this.stream.isName('else', 'or', 'and')) return NO_ARGUMENTS;
    if (this.stream.isName('is')) this.fail('You cannot chain multiple tests with is');
    return { ...NO_ARGUMENTS, positional: [this.nested(() => this.postfix(this.primary()))] };
  }
}

import type { Arguments, Expression } from './ast.ts';
import { TemplateSyntaxError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads `(a, b, name=c, *list, **mapping)`. @throws TemplateSyntaxError when they come in another order */
export function parseArguments(stream: TokenStream, expression: () => Expression): Arguments {
  const { line } = stream.expect('(');
  const positional: Expression[] = [];
  const named: { name: string; value: Expression }[] = [];
  let rest: Expression | null = null;
  let namedRest: Expression | null = null;
  const ensure = (isWellFormed: boolean): void => {
    if (!isWellFormed) throw new TemplateSyntaxError('invalid syntax for function call expression', line);
  };
  for (let isFirst = true; !stream.is(')'); isFirst = false) {
    if (!isFirst) {
      stream.expect(',');
      if (stream.is(')')) break;
    }
    if (stream.is('*')) {
      ensure(rest === null && namedRest === null);
      stream.next();
      rest = expression();
    } else if (stream.is('**')) {
      ensure(namedRest === null);
      stream.next();
      namedRest = expression();
    } else if (stream.is('name') && stream.look().type === '=') {
      ensure(namedRest === null);
      const name = stream.next().value;
      stream.next();
      named.push({ name, value: expression() });
    } else {
      ensure(rest === null && namedRest === null && named.length === 0);
      positional.push(expression());
    }
  }
  stream.expect(')');
  return { positional, named, rest, namedRest };
}

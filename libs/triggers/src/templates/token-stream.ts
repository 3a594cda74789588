import { quoted } from '../values/quoted.ts';
import type { Lexer } from './lexer.ts';
import { TemplateSyntaxError } from './template-error.ts';
import { type Token, type TokenType, describeToken, describeType } from './tokens.ts';

/** Tokens with one of them in view, and one more when asked for. */
export class TokenStream {
  private readonly rest: Iterator<Token, void>;
  private ahead: Token | undefined;
  current: Token;

  constructor(lexer: Lexer) {
    this.rest = lexer.tokens();
    this.current = this.read(1);
  }

  /** Goes on; returns the token that was in view. */
  next(): Token {
    const token = this.current;
    if (token.type === 'eof') return token;
    this.current = this.ahead ?? this.read(token.line);
    this.ahead = undefined;
    return token;
  }

  /** The token after the one in view. */
  look(): Token {
    this.ahead ??= this.current.type === 'eof' ? this.current : this.read(this.current.line);
    return this.ahead;
  }

  is(type: TokenType): boolean {
    return this.current.type === type;
  }

  isName(...names: readonly string[]): boolean {
    return this.current.type === 'name' && names.includes(this.current.value);
  }

  /** Goes on if the token is of this type. */
  skip(type: TokenType): boolean {
    return this.is(type) && this.next() !== undefined;
  }

  /** Goes on if the token is this name. */
  skipName(name: string): boolean {
    return this.isName(name) && this.next() !== undefined;
  }

  /** @throws TemplateSyntaxError when the token is of another type */
  expect(type: TokenType): Token {
    return this.is(type) ? this.next() : this.refuse(describeType(type));
  }

  /** @throws TemplateSyntaxError when the token is not this name */
  expectName(name: string): Token {
    return this.isName(name) ? this.next() : this.refuse(name);
  }

  private refuse(expected: string): never {
    const { current } = this;
    const message =
      current.type === 'eof'
        ? `unexpected end of template, expected ${quoted(expected)}.`
        : `expected token ${quoted(expected)}, got ${quoted(describeToken(current))}`;
    throw new TemplateSyntaxError(message, current.line);
  }

  private read(line: number): Token {
    const step = this.rest.next();
    return step.done === true ? { line, type: 'eof', value: '' } : step.value;
  }
}

/** What the lexer tells apart. Operators carry their own text as type. */
export type TokenType =
  | 'data'
  | 'block_begin'
  | 'block_end'
  | 'variable_begin'
  | 'variable_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'eof'
  | Operator;

export const OPERATORS = [
  '//',
  '**',
  '==',
  '!=',
  '>=',
  '<=',
  '+',
  '-',
  '/',
  '*',
  '%',
  '~',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '>',
  '<',
  '=',
  '.',
  ':',
  '|',
  ',',
  ';',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** `value`: of data the text, of a string its value, of a number its digits without underscores. */
export interface Token {
  readonly line: number;
  readonly type: TokenType;
  readonly value: string;
}

const DESCRIPTIONS: Readonly<Partial<Record<TokenType, string>>> = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
};

/** What an error calls a kind of token. */
export const describeType = (type: TokenType): string => DESCRIPTIONS[type] ?? type;

/** What an error calls a token. */
export const describeToken = (token: Token): string =>
  token.type === 'name' ? token.value : describeType(token.type);

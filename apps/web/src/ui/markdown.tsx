import { marked, type Token, type Tokens } from 'marked';
import { Fragment, type JSX, type ReactNode, useMemo } from 'react';
import { cx } from './class-names.ts';
import { Code } from './code.tsx';
import { safeHref } from './markdown-links.ts';

/**
 * Markdown that people or programs wrote. The parser's tokens become React elements: HTML in the text stays text,
 * only web and mail addresses become links, pictures of other sites are links too. Nothing is ever set as markup.
 */
export function Markdown({ text }: { readonly text: string }): JSX.Element {
  const tokens = useMemo(() => marked.lexer(text, { gfm: true }), [text]);
  return <div className="flex flex-col gap-3 text-13 leading-5.5 break-words text-ink">{all(tokens)}</div>;
}

const HEADINGS = ['text-20 font-semibold', 'text-16 font-semibold', 'text-14 font-semibold'];

const all = (tokens: readonly Token[] | undefined): ReactNode =>
  tokens?.map((token, index) => <Fragment key={index}>{one(token)}</Fragment>);

const plain = (token: Token): string =>
  'text' in token && typeof token.text === 'string' ? token.text : token.raw;

/** Named characters come encoded inside text tokens; React encodes again by itself. */
const decoded = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
  );

const link = (href: string, inside: ReactNode): ReactNode => {
  const safe = safeHref(href);
  if (safe === undefined) return inside;
  return (
    <a
      href={safe}
      rel="noopener noreferrer nofollow"
      target="_blank"
      className="text-accent underline underline-offset-2"
    >
      {inside}
    </a>
  );
};

// The tokens' type is open (extensions may add kinds): each case names the one it is.
function one(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox': // the list draws it
      return null;
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading;
      return (
        <p
          role="heading"
          aria-level={Math.min(6, depth + 2)}
          className={HEADINGS[depth - 1] ?? 'font-semibold'}
        >
          {all(tokens)}
        </p>
      );
    }
    case 'paragraph':
      return <p>{all((token as Tokens.Paragraph).tokens)}</p>;
    case 'blockquote':
      return (
        <blockquote className="flex flex-col gap-2 border-l-2 border-line-strong pl-3 text-ink-2">
          {all((token as Tokens.Blockquote).tokens)}
        </blockquote>
      );
    case 'code':
      return <Code text={(token as Tokens.Code).text} />;
    case 'list':
      return list(token as Tokens.List);
    case 'table':
      return table(token as Tokens.Table);
    case 'hr':
      return <hr className="border-line" />;
    default:
      return inline(token);
  }
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong className="font-semibold">{all((token as Tokens.Strong).tokens)}</strong>;
    case 'em':
      return <em>{all((token as Tokens.Em).tokens)}</em>;
    case 'del':
      return <del>{all((token as Tokens.Del).tokens)}</del>;
    case 'codespan':
      return (
        <code className="rounded-4 bg-active px-1 py-0.5 font-mono text-12">
          {decoded((token as Tokens.Codespan).text)}
        </code>
      );
    case 'br':
      return <br />;
    case 'link':
      return link((token as Tokens.Link).href, all((token as Tokens.Link).tokens));
    case 'image':
      return link((token as Tokens.Image).href, (token as Tokens.Image).text || (token as Tokens.Image).href);
    case 'text': {
      const { tokens } = token as Tokens.Text;
      return tokens ? all(tokens) : decoded(plain(token));
    }
    case 'escape':
      return decoded(plain(token));
    default:
      return token.raw; // HTML, and whatever else there may be: as it was written
  }
}

function list({ ordered, items }: Tokens.List): ReactNode {
  const Tag = ordered ? 'ol' : 'ul';
  return (
    <Tag className={cx('flex flex-col gap-1 pl-5 marker:text-ink-3', ordered ? 'list-decimal' : 'list-disc')}>
      {items.map((item, index) => (
        <li key={index} className={item.task ? 'list-none' : ''}>
          {item.task && (
            <input
              type="checkbox"
              disabled
              checked={item.checked ?? false}
              aria-label="Done"
              className="mr-1.5 align-middle"
            />
          )}
          {all(item.tokens)}
        </li>
      ))}
    </Tag>
  );
}

function table({ header, rows }: Tokens.Table): ReactNode {
  return (
    <div
      tabIndex={0}
      role="group"
      aria-label="Table"
      className="scroll-quiet overflow-x-auto rounded-6 border border-line"
    >
      <table className="num w-full border-collapse text-left">
        <thead className="bg-sunken text-12 text-ink-3">
          <tr>
            {header.map((cell, index) => (
              <th key={index} className="px-3 py-1.5 font-medium">
                {all(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} className="border-t border-line">
              {row.map((cell, at) => (
                <td key={at} className="px-3 py-1.5 text-ink">
                  {all(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { type JSX, useState } from 'react';
import { cx } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';

/** Text as it is, with a way to copy it. */
export function Code(props: {
  readonly text: string;
  readonly label?: string;
  /** Long lines go on below instead of leaving the frame. */
  readonly wrap?: boolean;
  readonly className?: string;
}): JSX.Element {
  const { text, label = 'Copy', wrap = false, className } = props;
  return (
    <div className={cx('group relative rounded-6 border border-line bg-sunken', className)}>
      <pre
        tabIndex={0}
        aria-label={label === 'Copy' ? 'Code' : label}
        className={cx(
          'scroll-quiet overflow-x-auto rounded-6 py-2 pr-10 pl-3 font-mono text-12 leading-5 text-ink',
          wrap && 'break-words whitespace-pre-wrap',
        )}
      >
        {text}
      </pre>
      <CopyButton text={text} label={label} className="absolute top-1 right-1 bg-sunken" />
    </div>
  );
}

/** One command that can be copied. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  return (
    <div className="flex items-center gap-2 rounded-6 border border-line bg-sunken py-0.5 pr-1 pl-3 text-left">
      <span aria-hidden="true" className="font-mono text-12 text-ink-3 select-none">
        $
      </span>
      <code
        tabIndex={0}
        className="scroll-quiet min-w-0 flex-1 overflow-x-auto rounded-4 py-1.5 font-mono text-12 whitespace-nowrap text-ink"
      >
        {text}
      </code>
      <CopyButton text={text} label="Copy command" />
    </div>
  );
}

/** A value that came as JSON, as a tree that folds. Text in it is only ever shown as text. */
export function JsonView({
  value,
  label = 'JSON',
}: {
  readonly value: unknown;
  readonly label?: string;
}): JSX.Element {
  return (
    <div className="relative rounded-6 border border-line bg-sunken">
      <div
        role="group"
        aria-label={label}
        className="scroll-quiet overflow-x-auto py-2 pr-10 pl-3 font-mono text-12 leading-5"
      >
        <JsonNode value={value} depth={0} />
      </div>
      <CopyButton
        text={JSON.stringify(value, null, 2)}
        label="Copy JSON"
        className="absolute top-1 right-1 bg-sunken"
      />
    </div>
  );
}

const OPEN_DEPTH_MAX = 2;

function JsonNode({ name, value, depth }: { name?: string; value: unknown; depth: number }): JSX.Element {
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH_MAX);
  const key = name !== undefined && <span className="text-ink-2">{name}: </span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="pl-4 whitespace-pre">
        {key}
        <Scalar value={value} />
      </div>
    );
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0)
    return (
      <div className="pl-4 whitespace-pre">
        {key}
        <span className="text-ink-3">{isList ? '[]' : '{}'}</span>
      </div>
    );
  const size = `${entries.length} ${isList ? (entries.length === 1 ? 'item' : 'items') : entries.length === 1 ? 'key' : 'keys'}`;
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex items-center rounded-4 whitespace-pre hover:bg-hover"
      >
        <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={12} className="mr-1 text-ink-3" />
        {key}
        <span className="text-ink-3">
          {isList ? '[' : '{'}
          {isOpen ? '' : ` ${size} ${isList ? ']' : '}'}`}
        </span>
      </button>
      {isOpen && (
        <div className="ml-1.5 border-l border-line pl-2">
          {entries.map(([member, inner]) => (
            <JsonNode key={member} {...(isList ? {} : { name: member })} value={inner} depth={depth + 1} />
          ))}
        </div>
      )}
      {isOpen && <span className="pl-4 text-ink-3">{isList ? ']' : '}'}</span>}
    </div>
  );
}

function Scalar({ value }: { value: unknown }): JSX.Element {
  if (typeof value === 'string') return <span className="text-ok">{JSON.stringify(value)}</span>;
  if (typeof value === 'number') return <span className="num text-accent">{String(value)}</span>;
  return <span className="text-warn">{String(value)}</span>;
}

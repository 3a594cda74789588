import { type JSX, type KeyboardEvent, useState } from 'react';
import { cx } from './class-names.ts';
import { useFieldControl } from './field.tsx';
import { Icon } from './icon.tsx';
import { inputClass } from './input.tsx';
import { itemClass, layerClass } from './layer.ts';
import { matching, type Option, useOptionList } from './option-list.ts';

const SHOWN_MAX = 50;

/** Several of many, or words of one's own: what is chosen stands in the box, Backspace takes the last one back. */
export function TokenInput(props: {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly options?: readonly Option[];
  /** Words that are not in the list are taken too. */
  readonly free?: boolean;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly label?: string;
}): JSX.Element {
  const { value, onChange, options = [], free = false, placeholder, mono = false, label } = props;
  const control = useFieldControl();
  const [query, setQuery] = useState('');
  const [isOpen, setOpen] = useState(false);
  const left = options.filter((option) => !value.includes(option.value));
  const shown = matching(left, (one) => `${one.label} ${one.hint ?? ''}`, query).slice(0, SHOWN_MAX);
  const add = (token: string): void => {
    setQuery('');
    list.setActive(0);
    if (token && !value.includes(token)) onChange([...value, token]);
  };
  const list = useOptionList(shown.length, (index) => add(shown[index]?.value ?? ''));
  const isListed = isOpen && shown.length > 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Backspace' && query === '' && value.length > 0) return onChange(value.slice(0, -1));
    if (event.key === 'Escape' && isListed) {
      event.stopPropagation();
      return setOpen(false);
    }
    const isWord = free && query.trim() !== '' && (event.key === 'Enter' || event.key === ',');
    if (isWord && (event.key === ',' || shown.length === 0)) {
      event.preventDefault();
      return add(query.trim());
    }
    if (event.key === 'Enter' && !isListed) return event.preventDefault();
    setOpen(true);
    list.onKeyDown(event);
  };
  return (
    <div className="relative">
      <div className={cx(inputClass, 'flex min-h-8 flex-wrap items-center gap-1 px-1.5 py-1')}>
        {value.map((token) => (
          <Token
            key={token}
            text={options.find((option) => option.value === token)?.label ?? token}
            mono={mono}
            onRemove={() => onChange(value.filter((one) => one !== token))}
          />
        ))}
        <input
          {...control}
          role="combobox"
          aria-label={label}
          aria-expanded={isListed}
          aria-controls={list.listId}
          aria-activedescendant={isListed ? list.optionId(list.active) : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={value.length === 0 ? placeholder : undefined}
          value={query}
          onFocus={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            if (free) add(query.trim());
          }}
          onChange={({ target }) => {
            setQuery(target.value);
            setOpen(true);
            list.setActive(0);
          }}
          onKeyDown={onKeyDown}
          className={cx(
            'h-5.5 min-w-24 flex-1 bg-transparent px-1 placeholder:text-ink-3 focus-visible:outline-none',
            mono && 'font-mono text-12',
          )}
        />
      </div>
      <Suggestions list={list} shown={shown} isListed={isListed} label={label} mono={mono} onChoose={add} />
    </div>
  );
}

function Suggestions(props: {
  list: ReturnType<typeof useOptionList>;
  shown: readonly Option[];
  isListed: boolean;
  label: string | undefined;
  mono: boolean;
  onChoose: (value: string) => void;
}): JSX.Element {
  const { list, shown, isListed, label = 'Suggestions', mono, onChoose } = props;
  return (
    <ul
      id={list.listId}
      role="listbox"
      aria-label={label}
      hidden={!isListed}
      className={cx(
        layerClass,
        'scroll-quiet absolute top-full right-0 left-0 mt-1 max-h-64 overflow-y-auto p-1',
      )}
    >
      {shown.map((option, index) => (
        <li
          key={option.value}
          id={list.optionId(index)}
          role="option"
          aria-selected={false}
          data-active={index === list.active}
          onPointerMove={() => list.setActive(index)}
          // before the input loses the focus and the list closes
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(option.value);
          }}
          className={itemClass}
        >
          <span className={cx('min-w-0 flex-1 truncate', mono && 'font-mono text-12')}>{option.label}</span>
          {option.hint && <span className="truncate text-12 text-ink-3">{option.hint}</span>}
        </li>
      ))}
    </ul>
  );
}

function Token(props: { text: string; mono: boolean; onRemove: () => void }): JSX.Element {
  const { text, mono, onRemove } = props;
  return (
    <span className="inline-flex h-5.5 max-w-full items-center rounded-4 bg-active pl-1.5 text-12 font-medium text-ink">
      <span className={cx('truncate', mono && 'font-mono')}>{text}</span>
      <button
        type="button"
        aria-label={`Remove ${text}`}
        onClick={onRemove}
        className="grid size-5.5 shrink-0 place-items-center rounded-4 text-ink-3 hover:text-ink"
      >
        <Icon name="x" size={12} />
      </button>
    </span>
  );
}

import { Popover } from 'radix-ui';
import { type JSX, useState } from 'react';
import { cx } from './class-names.ts';
import { useFieldControl } from './field.tsx';
import { Icon } from './icon.tsx';
import { inputClass } from './input.tsx';
import { itemClass, layerClass } from './layer.ts';
import { matching, type Option, useOptionList } from './option-list.ts';

interface ComboboxProps {
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly label?: string;
  readonly placeholder?: string;
  readonly searchLabel?: string;
  readonly empty?: string;
  /** What is typed can be chosen too. */
  readonly free?: boolean;
  readonly className?: string;
}

/** One of many, found by typing. */
export function Combobox(props: ComboboxProps): JSX.Element {
  const { options, value, onChange, label, placeholder = 'Choose…', className } = props;
  const [isOpen, setOpen] = useState(false);
  const control = useFieldControl();
  const chosen = options.find((option) => option.value === value);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        {...control}
        aria-label={label}
        className={cx(
          inputClass,
          'inline-flex h-8 items-center justify-between gap-2 px-2.5 text-left',
          className,
        )}
      >
        <span className={cx('truncate', !chosen && 'text-ink-3')}>{chosen?.label ?? placeholder}</span>
        <Icon name="chevronsUpDown" size={14} className="text-ink-3" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label ?? placeholder}
          className={cx(layerClass, 'w-(--radix-popover-trigger-width) min-w-60')}
        >
          <OptionPicker
            {...props}
            onChange={(next) => {
              onChange(next);
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A search box with its lines; also the body of a filter. */
export function OptionPicker(
  props: Pick<ComboboxProps, 'options' | 'value' | 'onChange' | 'searchLabel' | 'empty' | 'free'>,
): JSX.Element {
  const { options, value, onChange, searchLabel = 'Search', empty = 'Nothing found', free = false } = props;
  const [query, setQuery] = useState('');
  const found = matching(options, ({ label, hint }) => `${label} ${hint ?? ''}`, query);
  const typed = query.trim();
  const isNew = free && typed !== '' && !options.some((option) => option.value === typed);
  const shown = isNew ? [...found, { value: typed, label: `“${typed}”` }] : found;
  const list = useOptionList(shown.length, (index) => {
    const option = shown[index];
    if (option) onChange(option.value);
  });
  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Icon name="search" size={14} className="text-ink-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list.listId}
          aria-activedescendant={shown.length > 0 ? list.optionId(list.active) : undefined}
          aria-label={searchLabel}
          placeholder={searchLabel}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            list.setActive(0);
          }}
          onKeyDown={list.onKeyDown}
          className="h-9 min-w-0 flex-1 bg-transparent text-13 pointer-coarse:text-16 placeholder:text-ink-3 focus-visible:outline-none"
        />
      </div>
      <ul
        id={list.listId}
        role="listbox"
        aria-label={searchLabel}
        className="scroll-quiet max-h-64 overflow-y-auto p-1"
      >
        {shown.map((option, index) => (
          <li
            key={option.value}
            id={list.optionId(index)}
            role="option"
            aria-selected={option.value === value}
            data-active={index === list.active}
            onPointerMove={() => list.setActive(index)}
            onClick={() => onChange(option.value)}
            className={itemClass}
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate">{option.label}</span>
              {option.hint && <span className="block truncate text-12 text-ink-3">{option.hint}</span>}
            </span>
            {option.value === value && <Icon name="check" size={14} className="text-ink-2" />}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-3 pt-1 pb-4 text-center text-ink-3">{empty}</p>}
    </>
  );
}

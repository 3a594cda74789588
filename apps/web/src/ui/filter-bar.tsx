import { Popover } from 'radix-ui';
import { type JSX, type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { cx } from './class-names.ts';
import { OptionPicker } from './combobox.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Input } from './input.tsx';
import { layerClass } from './layer.ts';
import type { Option } from './option-list.ts';

/** The line above a list: search first, then filters, then what else there is. */
export function FilterBar(props: {
  readonly search?: {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly label: string;
  };
  readonly onReset?: (() => void) | undefined;
  readonly children?: ReactNode;
}): JSX.Element {
  const { search, onReset, children } = props;
  return (
    <div role="search" className="mb-3 flex flex-wrap items-center gap-2">
      {search && (
        <div className="w-full sm:w-60">
          <Input
            type="search"
            icon="search"
            aria-label={search.label}
            placeholder={search.label}
            value={search.value}
            onChange={(event) => search.onChange(event.target.value)}
          />
        </div>
      )}
      {children}
      {onReset && (
        <Button kind="ghost" size="medium" onClick={onReset}>
          Reset
        </Button>
      )}
    </div>
  );
}

/** One filter: a button that names what is chosen, and takes it back. */
export function Filter(props: {
  readonly label: string;
  readonly icon?: IconName;
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** What is typed can be chosen too. */
  readonly free?: boolean;
}): JSX.Element {
  const { label, icon = 'plus', options, value, onChange, free = false } = props;
  const [isOpen, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  return (
    <span
      className={cx(
        'inline-flex h-8 items-center rounded-6 border text-13',
        chosen ? 'border-line-strong bg-surface shadow-0' : 'border-dashed border-line-strong',
      )}
    >
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        <Popover.Trigger className="flex h-full items-center gap-1.5 rounded-6 px-2.5 text-ink-2 hover:bg-hover hover:text-ink">
          <Icon name={icon} size={12} className="text-ink-3" />
          {label}
          {chosen && <span className="max-w-40 truncate font-medium text-ink">{chosen.label}</span>}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label={label}
            className={cx(layerClass, 'w-64')}
          >
            <OptionPicker
              options={options}
              value={value}
              searchLabel={label}
              free={free}
              onChange={(next) => {
                onChange(next);
                setOpen(false);
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {chosen && (
        <button
          type="button"
          aria-label={`Clear ${label}`}
          onClick={() => onChange(undefined)}
          className="grid h-full w-7 place-items-center rounded-r-6 text-ink-3 hover:bg-hover hover:text-ink"
        >
          <Icon name="x" size={12} />
        </button>
      )}
    </span>
  );
}

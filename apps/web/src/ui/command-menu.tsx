import { Dialog } from 'radix-ui';
import { type JSX, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { itemClass } from './layer.ts';
import { matching, useOptionList } from './option-list.ts';
import { useReturnFocus } from './use-return-focus.ts';

export interface CommandItem {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly icon: IconName;
  readonly hint?: string | undefined;
  readonly run: () => void;
}

/** Everywhere and everything by typing its name. */
export function CommandMenu(props: {
  readonly items: readonly CommandItem[];
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** What was found by the query: shown as it is, below the rest. */
  readonly found?: readonly CommandItem[];
  readonly isSearching?: boolean;
  readonly onQuery?: (query: string) => void;
}): JSX.Element {
  const { open, onOpenChange } = props;
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim animate-fade" />
        <CommandBox {...props} onDone={() => onOpenChange(false)} />
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ListProps {
  readonly items: readonly CommandItem[];
  readonly found?: readonly CommandItem[];
  readonly isSearching?: boolean;
  readonly onQuery?: (query: string) => void;
  readonly onDone: () => void;
}

function CommandBox(props: ListProps): JSX.Element {
  return (
    <Dialog.Content
      aria-describedby={undefined}
      onCloseAutoFocus={useReturnFocus()}
      className="fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-[560px] -translate-x-1/2 overflow-hidden rounded-12 border border-line bg-raised shadow-2 outline-none animate-fade"
    >
      <Dialog.Title className="sr-only">Go to or do</Dialog.Title>
      <CommandList {...props} />
    </Dialog.Content>
  );
}

function CommandList(props: ListProps): JSX.Element {
  const { items, found = [], isSearching = false, onQuery, onDone } = props;
  const [query, setQuery] = useState('');
  const known = matching(items, ({ label, hint, group }) => `${label} ${hint ?? ''} ${group}`, query);
  const shown = query.trim() === '' ? known : [...known, ...found];
  const run = (index: number): void => {
    const item = shown[index];
    if (!item) return;
    onDone();
    item.run();
  };
  const list = useOptionList(shown.length, run);
  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Icon name="search" className="text-ink-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list.listId}
          aria-activedescendant={shown.length > 0 ? list.optionId(list.active) : undefined}
          aria-label="Search pages and actions"
          placeholder={onQuery ? 'Search runs, flows, deployments, pages…' : 'Search pages and actions…'}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            onQuery?.(event.target.value);
            list.setActive(0);
          }}
          onKeyDown={list.onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-16 placeholder:text-ink-3 focus-visible:outline-none"
        />
        <kbd className="rounded-4 border border-line px-1.5 font-sans text-12 text-ink-3">esc</kbd>
      </div>
      <ul
        id={list.listId}
        role="listbox"
        aria-label="Pages and actions"
        className="scroll-quiet max-h-[min(50vh,420px)] overflow-y-auto p-2"
      >
        {shown.map((item, index) => (
          <li key={item.id} role="presentation">
            {item.group !== shown[index - 1]?.group && (
              <p role="presentation" className="px-2 pt-2 pb-1 text-12 text-ink-3">
                {item.group}
              </p>
            )}
            <div
              id={list.optionId(index)}
              role="option"
              aria-selected={index === list.active}
              data-active={index === list.active}
              onPointerMove={() => list.setActive(index)}
              onClick={() => run(index)}
              className={`${itemClass} min-h-9`}
            >
              <Icon name={item.icon} className="text-ink-3" />
              <span className="min-w-0 flex-1 truncate">{item.label}</span>
              {item.hint && <span className="truncate text-12 text-ink-3">{item.hint}</span>}
            </div>
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="px-4 pb-6 text-center text-ink-3">
          {isSearching ? 'Searching…' : `Nothing found for “${query}”`}
        </p>
      )}
    </>
  );
}

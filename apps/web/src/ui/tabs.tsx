import { Tabs as Base } from 'radix-ui';
import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import { cx } from './class-names.ts';

export interface Tab {
  readonly value: string;
  readonly label: string;
  readonly count?: number | undefined;
  readonly content: ReactNode;
}

/** The classes of one tab, for navigation links that look like tabs. */
export const tabClass = (isActive: boolean): string =>
  cx(
    'relative -mb-px inline-flex h-10 items-center gap-1.5 border-b-2 px-0.5 text-13 font-medium whitespace-nowrap transition-colors focus-visible:outline-offset-[-3px]',
    isActive ? 'border-ink text-ink' : 'border-transparent text-ink-2 hover:text-ink',
  );

/** Views of the same thing, one at a time. */
export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const { label, tabs, value, onChange } = props;
  const list = useRef<HTMLDivElement>(null);
  // somebody who comes by a link sees which one is open, also where not all fit
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected=true]');
    const box = list.current;
    if (!box || !tab || box.scrollWidth <= box.clientWidth) return;
    box.scrollLeft = tab.offsetLeft - box.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2;
  }, [value]);
  return (
    <Base.Root value={value} onValueChange={onChange}>
      <Base.List
        ref={list}
        aria-label={label}
        className="scroll-quiet fade-ends flex gap-5 overflow-x-auto border-b border-line"
      >
        {tabs.map((tab) => (
          <Base.Trigger key={tab.value} value={tab.value} className={tabClass(tab.value === value)}>
            {tab.label}
            {tab.count !== undefined && <span className="num text-12 text-ink-3">{tab.count}</span>}
          </Base.Trigger>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Content key={tab.value} value={tab.value} className="pt-5">
          {tab.content}
        </Base.Content>
      ))}
    </Base.Root>
  );
}

import { type JSX, type ReactNode, useState } from 'react';
import { Icon } from './icon.tsx';

/** What few people need, folded away. */
export function Disclosure(props: {
  readonly label: string;
  readonly open?: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  const [isOpen, setOpen] = useState(props.open ?? false);
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-ml-1 inline-flex h-7 items-center gap-1.5 rounded-4 px-1 text-13 font-medium text-ink-2 hover:text-ink"
      >
        <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={14} className="text-ink-3" />
        {props.label}
      </button>
      {isOpen && <div className="mt-3 flex flex-col gap-4">{props.children}</div>}
    </div>
  );
}

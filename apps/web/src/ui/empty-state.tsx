import type { JSX, ReactNode } from 'react';
import { Code, Command } from './code.tsx';
import { Icon, type IconName } from './icon.tsx';

/** A list without entries: what belongs here, and how the first one comes. */
export function EmptyState(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  /** A command that makes the first entry. */
  readonly command?: string;
  /** Lines of a program that do. */
  readonly code?: string;
  readonly action?: ReactNode;
  readonly framed?: boolean;
}): JSX.Element {
  const { icon, title, children, command, code, action, framed = true } = props;
  return (
    <div className={framed ? 'rounded-8 border border-dashed border-line-strong px-6 py-12' : 'px-6 py-12'}>
      <div className="mx-auto flex max-w-md flex-col items-center text-center">
        <span className="mb-3 grid size-10 place-items-center rounded-8 border border-line bg-surface text-ink-3 shadow-0">
          <Icon name={icon} />
        </span>
        <h2 className="text-14 font-semibold">{title}</h2>
        {children && <p className="mt-1 text-13 text-ink-2">{children}</p>}
        {command && (
          <div className="mt-4 w-full">
            <Command text={command} />
          </div>
        )}
        {code && <Code wrap text={code} label="Copy code" className="mt-4 w-full text-left" />}
        {action && <div className="mt-4">{action}</div>}
      </div>
    </div>
  );
}

import type { JSX } from 'react';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

interface StateLook {
  readonly name: string;
  readonly icon: IconName;
  /** Literal class names: the style sheet is made from what it finds in the sources. */
  readonly text: string;
  readonly fill: string;
  readonly wash: string;
}

/** How each state of a run looks, by its name in lower case; the sign tells it from others without colour. */
export const STATES = {
  scheduled: {
    name: 'Scheduled',
    icon: 'calendar',
    text: 'text-state-scheduled',
    fill: 'bg-bar-scheduled',
    wash: 'bg-state-scheduled/12',
  },
  late: {
    name: 'Late',
    icon: 'timer',
    text: 'text-state-late',
    fill: 'bg-bar-late',
    wash: 'bg-state-late/12',
  },
  pending: {
    name: 'Pending',
    icon: 'clock',
    text: 'text-state-pending',
    fill: 'bg-bar-pending',
    wash: 'bg-state-pending/12',
  },
  running: {
    name: 'Running',
    icon: 'spinner',
    text: 'text-state-running',
    fill: 'bg-bar-running',
    wash: 'bg-state-running/12',
  },
  awaitingretry: {
    name: 'Awaiting retry',
    icon: 'refresh',
    text: 'text-state-retrying',
    fill: 'bg-bar-retrying',
    wash: 'bg-state-retrying/12',
  },
  paused: {
    name: 'Paused',
    icon: 'pause',
    text: 'text-state-paused',
    fill: 'bg-bar-paused',
    wash: 'bg-state-paused/12',
  },
  completed: {
    name: 'Completed',
    icon: 'check',
    text: 'text-state-completed',
    fill: 'bg-bar-completed',
    wash: 'bg-state-completed/12',
  },
  failed: {
    name: 'Failed',
    icon: 'x',
    text: 'text-state-failed',
    fill: 'bg-bar-failed',
    wash: 'bg-state-failed/12',
  },
  crashed: {
    name: 'Crashed',
    icon: 'bolt',
    text: 'text-state-crashed',
    fill: 'bg-bar-crashed',
    wash: 'bg-state-crashed/12',
  },
  cancelling: {
    name: 'Cancelling',
    icon: 'slash',
    text: 'text-state-cancelling',
    fill: 'bg-bar-cancelling',
    wash: 'bg-state-cancelling/12',
  },
  cancelled: {
    name: 'Cancelled',
    icon: 'slash',
    text: 'text-state-cancelled',
    fill: 'bg-bar-cancelled',
    wash: 'bg-state-cancelled/12',
  },
} as const satisfies Record<string, StateLook>;

export type RunState = keyof typeof STATES;

const isRunState = (key: string): key is RunState => Object.hasOwn(STATES, key);

/** The look of a state: by its name when that is known (Late, AwaitingRetry), else by its type. */
export function lookOf(type: string, name = type): StateLook {
  const byName = name.toLowerCase().replace(/[^a-z]/g, '');
  if (isRunState(byName)) return STATES[byName];
  const byType = type.toLowerCase();
  return { ...(isRunState(byType) ? STATES[byType] : STATES.scheduled), name };
}

/** A run's state in words, colour and sign. */
export function StateBadge({ type, name }: { readonly type: string; readonly name?: string }): JSX.Element {
  const look = lookOf(type, name);
  return (
    <span
      className={cx(
        'inline-flex h-6 max-w-48 items-center gap-1.5 rounded-6 pr-2 pl-1.5 text-12 font-medium',
        look.text,
        look.wash,
      )}
    >
      <Icon name={look.icon} size={12} className={look.icon === 'spinner' ? 'animate-turn' : ''} />
      <span className="truncate">{look.name}</span>
    </span>
  );
}

import type { JSX } from 'react';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

const initialsOf = (name: string): string => {
  const words = (name.split('@')[0] ?? name).split(/[\s._-]+/).filter(Boolean);
  return ((words[0]?.[0] ?? '?') + (words[1]?.[0] ?? '')).toUpperCase();
};

// quiet tints, so that a list of people is no carnival
const TINTS = [
  'bg-state-scheduled/10 text-state-scheduled',
  'bg-state-running/10 text-state-running',
  'bg-state-paused/10 text-state-paused',
  'bg-state-completed/10 text-state-completed',
  'bg-state-pending/10 text-state-pending',
  'bg-state-late/10 text-state-late',
] as const;
const tintOf = (name: string): string => {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return TINTS[sum % TINTS.length] ?? TINTS[0];
};

/** Somebody or something, by initials or by a sign. People are round, everything else is square. */
export function Avatar(props: {
  readonly name: string;
  readonly icon?: IconName;
  readonly square?: boolean;
  readonly size?: 20 | 24 | 32 | 40;
}): JSX.Element {
  const { name, icon, square = false, size = 24 } = props;
  const box = {
    20: 'size-5 text-[9px]',
    24: 'size-6 text-[10px]',
    32: 'size-8 text-12',
    40: 'size-10 text-14',
  }[size];
  return (
    <span
      aria-hidden="true"
      className={cx(
        'grid shrink-0 place-items-center font-semibold select-none',
        box,
        square ? 'rounded-6' : 'rounded-full',
        icon ? 'bg-active text-ink-2' : tintOf(name),
      )}
    >
      {icon ? <Icon name={icon} size={size > 24 ? 16 : 12} /> : initialsOf(name)}
    </span>
  );
}

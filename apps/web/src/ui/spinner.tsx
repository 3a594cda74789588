import type { JSX } from 'react';
import { Icon } from './icon.tsx';

/** Work in progress; `label` is read out. */
export function Spinner({ label = 'Loading', size = 16 }: { label?: string; size?: number }): JSX.Element {
  return (
    <span role="status" className="inline-flex text-ink-3">
      <Icon name="spinner" size={size} className="animate-turn" />
      <span className="sr-only">{label}</span>
    </span>
  );
}

import type { JSX } from 'react';
import { Badge } from '../../ui/badge.tsx';

/** Whether something would be picked up. */
export function PoolStatus(props: {
  readonly status: 'READY' | 'NOT_READY' | 'PAUSED' | null;
  readonly isPaused: boolean;
}): JSX.Element {
  if (props.isPaused || props.status === 'PAUSED') return <Badge icon="pause">Paused</Badge>;
  return props.status === 'READY' ? (
    <Badge tone="ok" icon="check">
      Ready
    </Badge>
  ) : (
    <Badge tone="warn" icon="clock">
      Not ready
    </Badge>
  );
}

import type { JSX, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

type NoticeTone = 'info' | 'ok' | 'warn' | 'danger';

const LOOKS: Record<NoticeTone, { box: string; sign: string; icon: IconName }> = {
  info: { box: 'bg-sunken border-line', sign: 'text-ink-3', icon: 'info' },
  ok: { box: 'bg-ok-soft border-ok-line', sign: 'text-ok', icon: 'checkCircle' },
  warn: { box: 'bg-warn-soft border-warn-line', sign: 'text-warn', icon: 'alert' },
  danger: { box: 'bg-danger-soft border-danger-line', sign: 'text-danger', icon: 'alert' },
};

/** Something to know before going on, where it matters. */
export function Notice(props: {
  readonly tone?: NoticeTone;
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}): JSX.Element {
  const { tone = 'info', title, actions, children } = props;
  const { box, sign, icon } = LOOKS[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cx('flex items-start gap-2.5 rounded-8 border px-3 py-2.5', box)}
    >
      <Icon name={icon} className={cx('mt-0.5', sign)} />
      <div className="min-w-0 flex-1 text-13 break-words">
        {title && <p className="font-medium text-ink">{title}</p>}
        {children && <div className={title ? 'text-ink-2' : 'text-ink'}>{children}</div>}
      </div>
      {actions}
    </div>
  );
}

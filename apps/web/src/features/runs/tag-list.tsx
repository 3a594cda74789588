import type { JSX } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/class-names.ts';

const IN_ONE_LINE = 2;

/** Tags in one line, in several where there is more room; those beyond are counted. */
export function TagList(props: {
  readonly tags: readonly string[];
  readonly max?: number;
}): JSX.Element | null {
  const { tags, max = 2 } = props;
  if (tags.length === 0) return null;
  return (
    <span
      className={cx('flex min-w-0 items-center gap-1', max > IN_ONE_LINE && 'flex-wrap')}
      title={tags.join(', ')}
    >
      {tags.slice(0, max).map((tag) => (
        <Badge key={tag}>
          <span className="max-w-28 truncate">{tag}</span>
        </Badge>
      ))}
      {tags.length > max && <span className="text-12 text-ink-3">+{tags.length - max}</span>}
    </span>
  );
}

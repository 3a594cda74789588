import type { JSX } from 'react';
import { Badge } from '../../ui/badge.tsx';

/** Tags in one line; those that do not fit are counted. */
export function TagList(props: {
  readonly tags: readonly string[];
  readonly max?: number;
}): JSX.Element | null {
  const { tags, max = 2 } = props;
  if (tags.length === 0) return null;
  return (
    <span className="flex min-w-0 items-center gap-1" title={tags.join(', ')}>
      {tags.slice(0, max).map((tag) => (
        <Badge key={tag}>
          <span className="max-w-28 truncate">{tag}</span>
        </Badge>
      ))}
      {tags.length > max && <span className="text-12 text-ink-3">+{tags.length - max}</span>}
    </span>
  );
}

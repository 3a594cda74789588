import type { JSX } from 'react';
import type { Ability } from '../../api/blocks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import type { IconName } from '../../ui/icon.tsx';

// signs of our own: logos of others would be requests to somebody else's server
const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/^secret$/, 'key'],
  [/email|mail/, 'mail'],
  [/webhook$|webhook/, 'send'],
  [/file-system|smb/, 'archive'],
  [/shell|cli/, 'terminal'],
  [/docker|kubernetes/, 'cube'],
];

/** The sign of a type of block. */
export function BlockSign(props: {
  readonly slug: string;
  readonly name: string;
  readonly size?: 24 | 32 | 40;
}): JSX.Element {
  const icon = ICONS.find(([pattern]) => pattern.test(props.slug))?.[1];
  const size = props.size ?? 32;
  return <Avatar square size={size} name={props.name} {...(icon ? { icon } : {})} />;
}

/** What a type of block can do, in a word. */
export function AbilityBadge({ ability }: { readonly ability: Ability | undefined }): JSX.Element | null {
  if (ability === 'notify') return <Badge icon="bell">Notifies</Badge>;
  if (ability === 'store') return <Badge icon="archive">Stores files</Badge>;
  return null;
}

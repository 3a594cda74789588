import type { LinkProps } from '@tanstack/react-router';
import type { IconName } from '../../ui/icon.tsx';

/** One place of the navigation. */
export interface NavItem {
  readonly label: string;
  readonly icon: IconName;
  readonly link: Pick<LinkProps, 'to' | 'params'>;
  /** Only at exactly this address. */
  readonly exact?: boolean;
}
export interface NavGroup {
  readonly label?: string;
  readonly items: readonly NavItem[];
}

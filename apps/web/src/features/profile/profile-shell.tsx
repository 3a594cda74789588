import type { JSX } from 'react';
import { InsideFrame } from '../inside/inside-frame.tsx';
import { PlaceMenu } from '../inside/place-menu.tsx';

/** The frame of what concerns only oneself. */
export function ProfileShell(): JSX.Element {
  return (
    <InsideFrame
      place={<PlaceMenu name="Orch Cloud" plain />}
      groups={[
        {
          label: 'You',
          items: [
            { label: 'Profile', icon: 'user', link: { to: '/profile' }, exact: true },
            { label: 'API keys', icon: 'key', link: { to: '/profile/keys' } },
            { label: 'Sign-in', icon: 'shield', link: { to: '/profile/security' } },
            { label: 'Appearance', icon: 'sun', link: { to: '/profile/appearance' } },
          ],
        },
      ]}
    />
  );
}

import { Outlet } from '@tanstack/react-router';
import type { JSX } from 'react';
import { ConnectionBanner } from './connection.tsx';

/** Around every page. */
export function Root(): JSX.Element {
  return (
    <>
      <ConnectionBanner />
      <Outlet />
    </>
  );
}

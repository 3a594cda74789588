import { type JSX, lazy, Suspense } from 'react';
import type { ConfirmProps, DialogProps } from './dialog-layer.tsx';

// Loaded with the first dialog that opens: most visits to a page open none.
const load = () => import('./dialog-layer.tsx');
const DialogLayer = lazy(() => load().then((module) => ({ default: module.DialogLayer })));
const DrawerLayer = lazy(() => load().then((module) => ({ default: module.DrawerLayer })));
const ConfirmLayer = lazy(() => load().then((module) => ({ default: module.ConfirmLayer })));

/** A short task over the page. */
export function Dialog(props: DialogProps): JSX.Element | null {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <DialogLayer {...props} />
    </Suspense>
  );
}

/** More about one thing, at the side; the page stays in view. */
export function Drawer(props: DialogProps): JSX.Element | null {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <DrawerLayer {...props} />
    </Suspense>
  );
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: ConfirmProps): JSX.Element | null {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <ConfirmLayer {...props} />
    </Suspense>
  );
}

import { type JSX, useSyncExternalStore } from 'react';
import { Icon } from '../ui/icon.tsx';

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
};

/** Says so while the browser has no network. */
export function ConnectionBanner(): JSX.Element | null {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <p
      role="alert"
      className="sticky top-0 z-60 flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-12 text-warn"
    >
      <Icon name="wifiOff" size={14} />
      You are offline. What you see may be out of date.
    </p>
  );
}

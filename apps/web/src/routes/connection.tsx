import { type JSX, useEffect, useSyncExternalStore } from 'react';
import { reach, request } from '../api/http.ts';
import { Icon } from '../ui/icon.tsx';

const AGAIN_MS = 5_000;
const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
};

/** Says so while the browser has no network, or the server gives no answer. */
export function ConnectionBanner(): JSX.Element | null {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  const isReached = useSyncExternalStore(reach.subscribe, reach.now);
  useEffect(() => {
    if (isReached || !isOnline) return;
    // what is heard says by itself that the server is back
    const timer = setInterval(() => void request('GET', '/health').catch(() => {}), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isReached, isOnline]);
  if (isOnline && isReached) return null;
  return (
    <p
      role="alert"
      className="fixed bottom-4 left-1/2 z-60 flex w-max max-w-[calc(100vw-24px)] -translate-x-1/2 items-center gap-2 rounded-8 border border-warn-line bg-warn-soft px-4 py-2 text-13 text-warn shadow-2"
    >
      <Icon name="wifiOff" size={14} />
      {isOnline ? 'The server cannot be reached.' : 'You are offline.'} What you see may be out of date.
    </p>
  );
}

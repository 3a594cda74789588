import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { ApiError, messageOf } from '../api/api-error.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useTitle } from '../ui/page-header.tsx';
import { Spinner } from '../ui/spinner.tsx';

function Centre(props: {
  icon: IconName;
  title: string;
  children: ReactNode;
  actions: ReactNode;
}): JSX.Element {
  useTitle(props.title);
  return (
    <div className="mx-auto flex min-h-[70vh] max-w-sm flex-col items-center justify-center px-6 text-center">
      <span className="mb-4 grid size-10 place-items-center rounded-8 border border-line bg-surface text-ink-3 shadow-0">
        <Icon name={props.icon} />
      </span>
      <h1 className="text-16 font-semibold">{props.title}</h1>
      <p className="mt-1 text-13 text-ink-2">{props.children}</p>
      <div className="mt-5 flex gap-2">{props.actions}</div>
    </div>
  );
}

const home = (
  <Link to="/" className={buttonClass()}>
    Go home
  </Link>
);

/** An address that leads nowhere. */
export function NotFoundPage(): JSX.Element {
  return (
    <Centre icon="search" title="Page not found" actions={home}>
      The address may be wrong, the thing may have been deleted, or you have no access to it.
    </Centre>
  );
}

/** A page could not be shown: each cause says what to do. */
export function CrashPage({ error, reset }: ErrorComponentProps): JSX.Element {
  const status = error instanceof ApiError ? error.status : undefined;
  if (status === 404) return <NotFoundPage />;
  if (status === 403) {
    return (
      <Centre icon="lock" title="No access" actions={home}>
        Your role does not allow you to see this page. Ask an owner of the account.
      </Centre>
    );
  }
  const again = (
    <Button kind="primary" onClick={() => (status === undefined ? window.location.reload() : reset())}>
      Try again
    </Button>
  );
  return (
    <Centre
      icon={status === 0 ? 'wifiOff' : 'alert'}
      title={status === 0 ? 'No connection' : 'Something went wrong'}
      actions={again}
    >
      {status === undefined ? 'This page could not be shown. Reload it; nothing was lost.' : messageOf(error)}
    </Centre>
  );
}

/** A page is on its way. */
export function PendingPage(): JSX.Element {
  return (
    <div className="grid min-h-[60vh] place-items-center">
      <Spinner />
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, type ReactNode, useState } from 'react';
import { authStateQuery } from '../../api/session.ts';
import { Card } from '../../ui/card.tsx';
import { Command } from '../../ui/code.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useWorkspace } from './workspace-shell.tsx';

type Way = 'login' | 'key' | 'local';

function Step({
  number,
  title,
  children,
}: {
  number: number;
  title: string;
  children: ReactNode;
}): JSX.Element {
  return (
    <li className="grid grid-cols-[24px_1fr] gap-3">
      <span className="num grid size-6 place-items-center rounded-full border border-line text-12 font-medium text-ink-2">
        {number}
      </span>
      <div className="flex min-w-0 flex-col gap-2 pt-0.5">
        <p className="font-medium">{title}</p>
        {children}
      </div>
    </li>
  );
}

/** How a program reaches this workspace, ready to be copied. */
export function ConnectCard(): JSX.Element {
  const { data: state } = useQuery(authStateQuery);
  const workspace = useWorkspace();
  const isLocal = state?.local_mode === true && workspace.account_handle === 'local';
  const [chosen, setWay] = useState<Way | undefined>();
  const way = chosen ?? (isLocal ? 'local' : 'login');
  const ways = [
    ...(isLocal ? [{ value: 'local' as const, label: 'This machine' }] : []),
    { value: 'login' as const, label: 'Log in' },
    { value: 'key' as const, label: 'API key' },
  ];
  const name = `${workspace.account_handle}/${workspace.workspace_handle}`;
  const { origin } = window.location;
  const lines: Record<Way, readonly string[]> = {
    local: [`prefect config set PREFECT_API_URL=${origin}/api`],
    login: [
      `prefect config set PREFECT_CLOUD_API_URL=${origin}/api`,
      `prefect cloud login --workspace ${name}`,
    ],
    key: [
      `prefect config set PREFECT_CLOUD_API_URL=${origin}/api`,
      `prefect cloud login --workspace ${name} --key YOUR_KEY`,
    ],
  };
  return (
    <Card
      title="Connect"
      description="Works with the Prefect 3 client as it is."
      actions={<Segments label="Way to connect" options={ways} value={way} onChange={setWay} />}
    >
      <ol className="flex flex-col gap-5">
        <Step number={1} title="Install the client">
          <Command text="pip install prefect==3.8.8" />
        </Step>
        <Step number={2} title={way === 'local' ? 'Point it at this machine' : 'Log in to this workspace'}>
          {lines[way].map((line) => (
            <Command key={line} text={line} />
          ))}
          {way === 'login' && <p className="text-12 text-ink-3">Your browser opens and asks for consent.</p>}
          {way === 'key' && (
            <p className="text-12 text-ink-3">
              Create a key under{' '}
              <Link to="/profile/keys" className="font-medium text-accent hover:underline">
                API keys
              </Link>
              ; for machines, use a service account.
            </p>
          )}
        </Step>
        <Step number={3} title="Run a flow">
          <Command text="python your_flow.py" />
        </Step>
      </ol>
    </Card>
  );
}

import type { AccessControlBody, ListedActor, ObjectAccessOfWire } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import {
  type AccessObject,
  objectAccessKey,
  objectAccessQuery,
  replaceObjectAccess,
} from '../../api/access.ts';
import { botsQuery, membersQuery, teamsQuery } from '../../api/accounts.ts';
import { formError } from '../../api/api-error.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Option } from '../../ui/option-list.ts';
import { TokenInput } from '../../ui/token-input.tsx';
import { personName } from '../inside/person-menu.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

type Level = 'manage' | 'run' | 'view';
const LEVELS: readonly { readonly level: Level; readonly label: string; readonly hint: string }[] = [
  { level: 'manage', label: 'May manage', hint: 'See, use, change and delete it.' },
  { level: 'run', label: 'May use', hint: 'See it, and start runs with it.' },
  { level: 'view', label: 'May see', hint: 'Only look at it.' },
];
type Lists = Readonly<Record<Level, readonly string[]>>;
const TEAM = 'team:';

/** Who may do what with one thing. Nobody listed: everybody whose role in the workspace allows it. */
export function ObjectAccessTab(props: {
  readonly object: AccessObject;
  /** As wide as the column it stands in. */
  readonly wide?: boolean;
}): JSX.Element {
  const { object, wide = false } = props;
  const { place } = useWorkspace();
  const query = useQuery({ ...objectAccessQuery(place, object), refetchOnWindowFocus: false });
  return (
    <QueryView query={query}>
      {(access) => <AccessForm key={query.dataUpdatedAt} object={object} access={access} wide={wide} />}
    </QueryView>
  );
}

const valueOf = (actor: ListedActor): string => (actor.type === 'team' ? TEAM : '') + actor.id;
const listsOf = (access: ObjectAccessOfWire): Lists => ({
  manage: [...access.manage_actors, ...access.manage_teams].map(valueOf),
  run: [...access.run_actors, ...access.run_teams].map(valueOf),
  view: [...access.view_actors, ...access.view_teams].map(valueOf),
});
const actors = (values: readonly string[]): string[] => values.filter((value) => !value.startsWith(TEAM));
const teams = (values: readonly string[]): string[] =>
  values.filter((value) => value.startsWith(TEAM)).map((value) => value.slice(TEAM.length));
const bodyOf = ({ manage, run, view }: Lists): AccessControlBody => ({
  access_control: {
    manage_actor_ids: actors(manage),
    run_actor_ids: actors(run),
    view_actor_ids: actors(view),
    manage_team_ids: teams(manage),
    run_team_ids: teams(run),
    view_team_ids: teams(view),
  },
});

/** Everybody in the account; who stands on the list already is there even when the account's lists are hidden. */
function useActors(access: ObjectAccessOfWire): readonly Option[] {
  const { account_id } = useWorkspace();
  const { data: people = [] } = useQuery({ ...membersQuery(account_id), retry: false });
  const { data: bots = [] } = useQuery({ ...botsQuery(account_id), retry: false });
  const { data: groups = [] } = useQuery({ ...teamsQuery(account_id), retry: false });
  const listed = Object.values(access).flat() as ListedActor[];
  const options = new Map<string, Option>();
  for (const actor of listed)
    options.set(valueOf(actor), { value: valueOf(actor), label: actor.name, hint: actor.email ?? undefined });
  for (const one of people)
    options.set(one.actor_id, { value: one.actor_id, label: personName(one), hint: one.email });
  for (const one of groups)
    options.set(TEAM + one.id, { value: TEAM + one.id, label: one.name, hint: 'Team' });
  for (const one of bots)
    options.set(one.actor_id, { value: one.actor_id, label: one.name, hint: 'Service account' });
  return [...options.values()];
}

function AccessForm(props: { object: AccessObject; access: ObjectAccessOfWire; wide: boolean }): JSX.Element {
  const { object, access, wide } = props;
  const { place } = useWorkspace();
  const options = useActors(access);
  const [lists, setLists] = useState<Lists>(() => listsOf(access));
  const isOpen = LEVELS.every(({ level }) => lists[level].length === 0);
  const isChanged = JSON.stringify(lists) !== JSON.stringify(listsOf(access));
  const save = useAction({
    run: () => replaceObjectAccess(place, object, bodyOf(lists)),
    refresh: [objectAccessKey(place, object)],
    quiet: true,
    done: 'Access saved',
  });
  return (
    <form
      noValidate
      className={wide ? '' : 'max-w-[720px]'}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Card
        title="Access"
        description="People, teams and service accounts who may use it. Their role in the workspace still sets the limit."
        footer={
          <>
            {isChanged && <Button onClick={() => setLists(listsOf(access))}>Undo</Button>}
            <Button
              kind="primary"
              type="submit"
              busy={save.isPending}
              disabled={!isChanged || save.isPending}
            >
              Save access
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          {save.error ? <Notice tone="danger">{formError(save.error, [])}</Notice> : null}
          <Notice tone={isOpen ? 'info' : 'warn'}>
            {isOpen
              ? 'Open to everybody whose role in the workspace allows it.'
              : 'Only those below, and owners of the workspace.'}
          </Notice>
          {LEVELS.map(({ level, label, hint }) => (
            <Field key={level} label={label} hint={hint}>
              <TokenInput
                placeholder="Nobody in particular"
                options={options}
                value={lists[level]}
                onChange={(values) => setLists((before) => ({ ...before, [level]: values }))}
              />
            </Field>
          ))}
        </div>
      </Card>
    </form>
  );
}

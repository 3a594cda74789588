import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, type JSX } from 'react';
import { myAccountsQuery, myWorkspacesQuery } from '../../api/accounts.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { itemClass } from '../../ui/layer.ts';
import { Logo } from '../../ui/logo.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';

/** Where one is; opens the list of everywhere else. */
export function PlaceMenu(props: {
  readonly name: string;
  readonly detail?: string;
  /** Neither account nor workspace: the product's own sign. */
  readonly plain?: boolean;
}): JSX.Element {
  const { name, detail, plain = false } = props;
  const { data: accounts = [] } = useQuery(myAccountsQuery);
  const { data: workspaces = [] } = useQuery(myWorkspacesQuery);
  return (
    <Menu
      align="start"
      className="max-h-[70vh] w-64 overflow-y-auto"
      trigger={
        <button
          type="button"
          aria-label={`${name}, switch workspace`}
          className="flex h-10 w-full items-center gap-2.5 rounded-6 px-1.5 text-left transition-colors hover:bg-hover"
        >
          {plain ? (
            <span className="grid size-6 place-items-center">
              <Logo />
            </span>
          ) : (
            <Avatar name={name} square size={24} />
          )}
          <span className="min-w-0 flex-1">
            <span className="block truncate text-13 leading-4.5 font-semibold">{name}</span>
            {detail && <span className="block truncate text-12 leading-4 text-ink-3">{detail}</span>}
          </span>
          <Icon name="chevronsUpDown" size={14} className="text-ink-3" />
        </button>
      }
    >
      {accounts.map((account, index) => (
        <Fragment key={account.account_id}>
          {index > 0 && <MenuLine />}
          <MenuLabel>{account.account_name}</MenuLabel>
          {workspaces
            .filter((workspace) => workspace.account_id === account.account_id)
            .map((workspace) => (
              <MenuItem key={workspace.workspace_id} asChild>
                <Link
                  to="/account/$account/workspace/$workspace"
                  params={{ account: workspace.account_id, workspace: workspace.workspace_id }}
                  className={itemClass}
                >
                  <Avatar name={workspace.workspace_name} square size={20} />
                  <span className="truncate">{workspace.workspace_name}</span>
                </Link>
              </MenuItem>
            ))}
          <MenuItem asChild>
            <Link to="/account/$account" params={{ account: account.account_handle }} className={itemClass}>
              <Icon name="gear" size={14} className="mx-[3px] text-ink-3" />
              Manage {account.account_name}
            </Link>
          </MenuItem>
        </Fragment>
      ))}
      <MenuLine />
      <MenuItem asChild>
        <Link to="/" search={{ all: 'yes' }} className={itemClass}>
          <Icon name="home" size={14} className="mx-[3px] text-ink-3" />
          All workspaces
        </Link>
      </MenuItem>
    </Menu>
  );
}

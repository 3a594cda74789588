import type { Noun } from '../../command.ts';
import {
  addAllowed,
  disableAllowed,
  enableAllowed,
  lsAllowed,
  removeAllowed,
  toggleAllowed,
} from './ip-allowlist.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { workspaceCreate } from './workspace-create.ts';
import { workspaceLs } from './workspace-ls.ts';
import { workspaceSet } from './workspace-set.ts';

export const cloud: Noun = {
  name: 'cloud',
  commands: [
    login,
    logout,
    workspaceLs,
    workspaceSet,
    workspaceCreate,
    lsAllowed,
    addAllowed,
    removeAllowed,
    toggleAllowed,
    enableAllowed,
    disableAllowed,
  ],
};

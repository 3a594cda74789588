import type { Noun } from '../../command.ts';
import { inspectAccount } from './inspect.ts';
import { lsAccounts } from './ls.ts';

export const account: Noun = { name: 'account', commands: [lsAccounts, inspectAccount] };

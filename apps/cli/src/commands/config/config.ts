import type { Noun } from '../../command.ts';
import { setConfig } from './set.ts';
import { unsetConfig } from './unset.ts';
import { validateConfig } from './validate.ts';
import { viewConfig } from './view.ts';

export const config: Noun = {
  name: 'config',
  commands: [viewConfig, setConfig, unsetConfig, validateConfig],
};

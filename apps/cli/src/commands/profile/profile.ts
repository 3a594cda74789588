import type { Noun } from '../../command.ts';
import { createProfile } from './create.ts';
import { deleteProfile } from './delete.ts';
import { inspectProfile } from './inspect.ts';
import { lsProfiles } from './ls.ts';
import { populateDefaults } from './populate-defaults.ts';
import { renameProfile } from './rename.ts';
import { useProfile } from './use.ts';

export const profile: Noun = {
  name: 'profile',
  commands: [
    lsProfiles,
    useProfile,
    createProfile,
    inspectProfile,
    renameProfile,
    deleteProfile,
    populateDefaults,
  ],
};

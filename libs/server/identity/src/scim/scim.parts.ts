import { ChangeScimTokens } from './change-scim-tokens.ts';
import { ProvisionGroups } from './provision-groups.ts';
import { ProvisionPeople } from './provision-people.ts';
import { ScimDescriptionsController } from './scim-descriptions.controller.ts';
import { ScimGroupRepository } from './scim-group.repository.ts';
import { ScimGroupsController } from './scim-groups.controller.ts';
import { ScimTokenRepository } from './scim-token.repository.ts';
import { ScimTokensController } from './scim-tokens.controller.ts';
import { ScimUserRepository } from './scim-user.repository.ts';
import { ScimUsersController } from './scim-users.controller.ts';
import { ScimGuard } from './scim.guard.ts';

/** Members and teams as the directory of an account has them (SCIM 2.0). */
export const SCIM_CONTROLLERS = [
  ScimTokensController,
  ScimDescriptionsController,
  ScimUsersController,
  ScimGroupsController,
];
export const SCIM_PROVIDERS = [
  ScimTokenRepository,
  ChangeScimTokens,
  ScimGuard,
  ScimUserRepository,
  ProvisionPeople,
  ScimGroupRepository,
  ProvisionGroups,
];

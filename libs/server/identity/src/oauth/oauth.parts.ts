import { AuthorizationsController } from './authorizations.controller.ts';
import { AuthorizeDevice } from './authorize-device.ts';
import { ClientGrantsController } from './client-grants.controller.ts';
import { DevicesController } from './devices.controller.ts';
import { HeldKeyRepository } from './held-key.repository.ts';
import { IssueCode } from './issue-code.ts';
import { MintClientKey } from './mint-client-key.ts';
import { OAuthCodeRepository } from './oauth-code.repository.ts';
import { OAuthDeviceRepository } from './oauth-device.repository.ts';
import { OAuthMetadataController } from './oauth-metadata.controller.ts';
import { OAuthController } from './oauth.controller.ts';
import { RedeemCode } from './redeem-code.ts';
import { RedeemDevice } from './redeem-device.ts';
import { RevokeToken } from './revoke-token.ts';

/** What the identity module is made of for clients that log in by OAuth. */
export const OAUTH_CONTROLLERS = [
  OAuthController,
  OAuthMetadataController,
  ClientGrantsController,
  AuthorizationsController,
  DevicesController,
];
export const OAUTH_PROVIDERS = [
  OAuthCodeRepository,
  OAuthDeviceRepository,
  HeldKeyRepository,
  MintClientKey,
  IssueCode,
  RedeemCode,
  AuthorizeDevice,
  RedeemDevice,
  RevokeToken,
];

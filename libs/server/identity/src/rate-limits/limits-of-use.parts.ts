import { RequestGate } from '@orch/platform';
import { AddressPolicies } from '../ip-allow-list/address-policies.ts';
import { ChangeIpAllowList } from '../ip-allow-list/change-ip-allow-list.ts';
import { IpAllowListController } from '../ip-allow-list/ip-allow-list.controller.ts';
import { IpAllowListRepository } from '../ip-allow-list/ip-allow-list.repository.ts';
import { AccountGate } from './account-gate.ts';
import { RequestUsageRepository } from './request-usage.repository.ts';
import { RequestUsage } from './request-usage.ts';
import { UsageController } from './usage.controller.ts';

/** Allowed addresses, rate limits and usage of accounts, for the identity module. */
export const LIMITS_CONTROLLERS = [IpAllowListController, UsageController];
export const LIMITS_PROVIDERS = [
  IpAllowListRepository,
  AddressPolicies,
  ChangeIpAllowList,
  RequestUsageRepository,
  RequestUsage,
  AccountGate,
  { provide: RequestGate, useExisting: AccountGate },
];

import type { ProfileSet } from '@orch/client';
import { usage } from '../../failure.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** @throws Failure when there is no such profile */
export const knownProfile = (set: ProfileSet, name: string): string => {
  if (Object.hasOwn(set.profiles, name)) return name;
  throw usage(`there is no profile "${name}"`, `Profiles: ${Object.keys(set.profiles).join(', ') || 'none'}`);
};

/** @throws Failure when the name is taken or no name */
export const newProfileName = (set: ProfileSet, name: string): string => {
  if (!NAME.test(name)) throw usage(`a profile's name has letters, digits, dots, dashes and underscores`);
  if (Object.hasOwn(set.profiles, name)) throw usage(`there is a profile "${name}" already`);
  return name;
};

/** A key as it may be shown: which one it is, not what it is. */
export const maskedKey = (key: string): string =>
  `${key.slice(0, 4)}…${key.length > 12 ? key.slice(-4) : ''}`;
/** A profile's or environment's value as it may be shown. */
export const shownValue = (name: string, value: string): string =>
  /KEY|TOKEN|SECRET|PASSWORD/.test(name) ? maskedKey(value) : value;

import type { Config } from '../config/config.ts';
import { rootKeyOf, Sealer } from './seal.ts';

/**
 * The sealer with the configured root keys.
 * @throws Error that names the setting when a key is malformed
 */
export const sealerOf = ({ secretKey, previousSecretKeys }: Config): Sealer =>
  new Sealer(
    rootKeyOf(secretKey),
    previousSecretKeys.map((key) => rootKeyOf(key, 'ORCH_SECRET_KEY_PREVIOUS')),
  );

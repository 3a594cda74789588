import { BackgroundDatabase, loadConfig, RotateRootKey, type RotationReport, sealerOf } from '@orch/platform';

const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Seals every secret of a database anew with the configured root key, while servers go on working.
 * @param env the environment contract; `ORCH_SECRET_KEY_PREVIOUS` names the keys that are to be replaced
 * @param onBatch called now and then with the number of texts sealed anew
 * @throws Error with one clear line when a setting is wrong or a server has not been restarted with the new key
 */
export async function rotateKeys(
  env: Record<string, string | undefined>,
  place: { databaseUrl: string; embedded: boolean },
  onBatch?: (resealed: number) => void,
): Promise<RotationReport> {
  const config = loadConfig(env, place);
  const database = new BackgroundDatabase({
    url: place.databaseUrl,
    role: 'orch_background',
    connectionsMax: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: () => undefined, // what fails is thrown by the statement that is under way
  });
  try {
    return await new RotateRootKey(database, sealerOf(config)).execute(onBatch);
  } finally {
    await database.close();
  }
}

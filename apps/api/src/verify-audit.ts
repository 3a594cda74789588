import { type VerifiedChain, verifyAuditChains } from '@orch/identity';
import { Database } from '@orch/platform';

const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Walks every chain of the audit log of a database, servers or not.
 * @param onChain called for each chain, in order of the accounts
 */
export async function verifyAudit(
  place: { readonly databaseUrl: string },
  onChain: (chain: VerifiedChain) => void,
): Promise<void> {
  const database = new Database({
    url: place.databaseUrl,
    role: 'orch_app',
    connectionsMax: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: () => undefined, // what fails is thrown by the statement that is under way
  });
  try {
    for await (const chain of verifyAuditChains(database)) onChain(chain);
  } finally {
    await database.close();
  }
}

import type { FlowDescription } from '../flow/flow-types.ts';
import { loadFlow } from './load-entrypoint.ts';

/**
 * Loads a file and says what its flow is, for deployments. The file runs as far as loading it does.
 * @param exportName null: the only flow that the file exports
 * @throws EntrypointError
 */
export const describeFlow = async (
  file: string,
  exportName: string | null = null,
): Promise<FlowDescription> => (await loadFlow(file, exportName)).describe();

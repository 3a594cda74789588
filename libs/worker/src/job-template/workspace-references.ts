import { type ApiClient, ApiError, type JsonObject } from '@orch/client';
import { isObject } from './nested.ts';
import type { ReferenceSource } from './references.ts';

const dataOf = (block: unknown): JsonObject =>
  isObject(block) && isObject(block['data']) ? block['data'] : {};

const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** Reads blocks and variables of the workspace, each once. */
export const workspaceReferences = (client: ApiClient): ReferenceSource => {
  const answers = new Map<string, Promise<unknown>>();
  const once = (path: string): Promise<unknown> => {
    const known = answers.get(path);
    if (known) return known;
    const answer = client.send('GET', path).then((response) => response.json() as Promise<unknown>);
    answers.set(path, answer);
    return answer;
  };
  const block = async (path: string, shown: string): Promise<JsonObject> => {
    try {
      return dataOf(await once(`${path}?include_secrets=true`));
    } catch (error) {
      throw isMissing(error) ? new Error(`there is no block ${shown}`, { cause: error }) : error;
    }
  };
  return {
    blockByName: (typeSlug, name) =>
      block(
        `/block_types/slug/${encodeURIComponent(typeSlug)}/block_documents/name/${encodeURIComponent(name)}`,
        `${typeSlug}/${name}`,
      ),
    blockById: (id) => block(`/block_documents/${encodeURIComponent(id)}`, id),
    variable: async (name) => {
      try {
        const variable = await once(`/variables/name/${encodeURIComponent(name)}`);
        return isObject(variable) ? variable['value'] : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
};

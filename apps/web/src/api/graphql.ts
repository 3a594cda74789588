import { ApiError } from './api-error.ts';
import { request } from './http.ts';

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly status?: number };
  }[];
}

/**
 * One GraphQL operation: what a page needs in one request. The type of the answer is the caller's word.
 * @throws ApiError with the first thing that went wrong; an answer in parts counts as none
 */
export async function graphql<T>(query: string, variables: object, signal?: AbortSignal): Promise<T> {
  const body = { query, variables };
  const answer = await request<Answer<T>>('POST', '/graphql', { body, ...(signal ? { signal } : {}) });
  const [error] = answer.errors ?? [];
  if (error) throw new ApiError(error.extensions?.status ?? 500, error.message);
  if (!answer.data) throw new ApiError(500, 'Something went wrong on the server. Try again.');
  return answer.data;
}

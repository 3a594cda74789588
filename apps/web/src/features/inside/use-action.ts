import { type QueryKey, useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../../api/api-error.ts';
import { toast } from '../../ui/toast.tsx';

interface Action<V, R> {
  readonly run: (input: V) => Promise<R>;
  /** What is asked for again afterwards. */
  readonly refresh?: readonly QueryKey[];
  readonly done?: string | ((result: R, input: V) => string);
  /** The server answered, but nothing of what was asked for was done: then `done` says why. */
  readonly isRefused?: (result: R) => boolean;
  /** The form shows its errors itself. */
  readonly quiet?: boolean;
  readonly then?: (result: R, input: V) => void;
}

/** A change: says that it was done or why not, and reads again what it touched. */
export function useAction<V = void, R = unknown>(action: Action<V, R>): UseMutationResult<R, Error, V> {
  const queryClient = useQueryClient();
  return useMutation<R, Error, V>({
    mutationFn: action.run,
    onError: (error) => {
      if (!action.quiet) toast.error(messageOf(error));
    },
    onSuccess: async (result, input) => {
      await Promise.all(
        (action.refresh ?? []).map((queryKey) => queryClient.invalidateQueries({ queryKey })),
      );
      const { done } = action;
      const show = action.isRefused?.(result) ? toast.error : toast.ok;
      if (done !== undefined) show(typeof done === 'string' ? done : done(result, input));
      action.then?.(result, input);
    },
  });
}

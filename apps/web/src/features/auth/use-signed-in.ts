import type { SignedIn } from '@orch/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { authStateQuery } from '../../api/session.ts';
import { safeNext } from '../../routes/search.ts';

/** What follows a sign-in or sign-up: everything known about others is forgotten, then on to where one wanted to go. */
export function useSignedIn(
  next: string | undefined,
): (answer: SignedIn | undefined, email: string) => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  return async (answer, email) => {
    if (answer && answer.session === null) {
      await navigate({ to: '/auth/check-mail', search: { email, ...(next ? { next } : {}) } });
      return;
    }
    queryClient.clear();
    await queryClient.fetchQuery(authStateQuery);
    const target = safeNext(next);
    // only when it is loaded does that page come with the policy that lets it reach the waiting program
    if (target.startsWith('/auth/client')) window.location.assign(target);
    else router.history.push(target);
  };
}

/** Ends the session in this browser. */
export function useForgetPerson(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    queryClient.clear();
    await queryClient.fetchQuery(authStateQuery);
    router.history.push('/auth/sign-in');
  };
}

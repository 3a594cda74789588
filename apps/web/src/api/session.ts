import type {
  AuthState,
  ChangePasswordBody,
  MeResponse,
  ProfileUpdate,
  SessionOfUser,
  SignedIn,
  SignInBody,
  SignUpBody,
} from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api, setCsrfToken } from './http.ts';

/** Who is signed in here, and how one can sign in. Guards of routes wait for it: no page that goes away cancels it. */
export const authStateQuery = queryOptions({
  queryKey: ['auth', 'state'],
  queryFn: async (): Promise<AuthState> => {
    const state = await api.get<AuthState>('/auth/state');
    setCsrfToken(state.session?.csrf_token);
    return state;
  },
  staleTime: 60_000,
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.get<MeResponse>('/me/', undefined, signal),
  staleTime: 60_000,
});

export const sessionsQuery = queryOptions({
  queryKey: ['auth', 'sessions'],
  queryFn: ({ signal }) => api.get<SessionOfUser[]>('/auth/sessions', undefined, signal),
});

export const auth = {
  signIn: (body: SignInBody) => api.post<SignedIn>('/auth/sign-in', body),
  signUp: (body: SignUpBody) => api.post<SignedIn>('/auth/sign-up', body),
  signOut: () => api.post('/auth/sign-out'),
  verifyEmail: (token: string) => api.post<SignedIn | undefined>('/auth/verify-email', { token }),
  resendVerification: (email?: string) => api.post('/auth/resend-verification', email ? { email } : {}),
  forgotPassword: (email: string) => api.post('/auth/forgot-password', { email }),
  resetPassword: (token: string, password: string) => api.post('/auth/reset-password', { token, password }),
  changePassword: (body: ChangePasswordBody) => api.post('/auth/change-password', body),
  revokeSession: (id: string) => api.delete(`/auth/sessions/${id}`),
  revokeOtherSessions: () => api.delete('/auth/sessions'),
  updateProfile: (body: ProfileUpdate) => api.patch('/me/', body),
};

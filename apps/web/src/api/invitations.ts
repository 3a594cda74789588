import type {
  AcceptedInvitation,
  Invitation,
  InvitationCreate,
  InvitationForInvited,
  InvitationStatus,
} from '@orch/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';

const of = (accountId: string): string => `/accounts/${accountId}/invitations`;

export const invitationsQuery = (accountId: string, status: InvitationStatus | undefined) =>
  queryOptions({
    queryKey: ['account', accountId, 'invitations', status],
    queryFn: () =>
      api.post<Invitation[]>(`${of(accountId)}/filter`, {
        ...(status ? { invitations: { status: { any_: [status] } } } : {}),
        limit: 100,
      }),
  });
export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: () => api.post<InvitationForInvited>('/invitations/lookup', { token }),
    retry: false,
    staleTime: Infinity,
  });
export const myInvitationsQuery = queryOptions({
  queryKey: ['me', 'invitations'],
  queryFn: ({ signal }) => api.get<InvitationForInvited[]>('/me/invitations', undefined, signal),
  retry: false,
});

export const invitations = {
  create: (accountId: string, body: Partial<InvitationCreate>) => api.post<Invitation>(of(accountId), body),
  resend: (accountId: string, id: string) => api.post(`${of(accountId)}/${id}/resend`),
  revoke: (accountId: string, id: string) => api.delete(`${of(accountId)}/${id}`),
  accept: (token: string) => api.post<AcceptedInvitation>('/invitations/accept', { token }),
  decline: (token: string) => api.post('/invitations/decline', { token }),
  acceptMine: (id: string) => api.post<AcceptedInvitation>(`/me/invitations/${id}/accept`),
  declineMine: (id: string) => api.post(`/me/invitations/${id}/decline`),
};

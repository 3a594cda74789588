import { createRoute, redirect } from '@tanstack/react-router';
import { lazy, requirePerson, rootRoute } from './root.ts';
import { texts } from './search.ts';

const getParentRoute = () => rootRoute;

const signIn = createRoute({
  getParentRoute,
  path: '/auth/sign-in',
  validateSearch: texts('next', 'email', 'sso_error', 'provider', 'ended'),
  component: lazy(() => import('../features/auth/sign-in-page.tsx'), 'SignInPage'),
});
const signUp = createRoute({
  getParentRoute,
  path: '/auth/sign-up',
  validateSearch: texts('next', 'email', 'invitation_token', 'first_owner'),
  component: lazy(() => import('../features/auth/sign-up-page.tsx'), 'SignUpPage'),
});
/** As the server prints it for the first owner. */
const signUpShort = createRoute({
  getParentRoute,
  path: '/sign-up',
  validateSearch: texts('first_owner'),
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/auth/sign-up', search });
  },
});
const checkMail = createRoute({
  getParentRoute,
  path: '/auth/check-mail',
  validateSearch: texts('email', 'next'),
  component: lazy(() => import('../features/auth/check-mail-page.tsx'), 'CheckMailPage'),
});
const verifyEmail = createRoute({
  getParentRoute,
  path: '/auth/verify-email',
  validateSearch: texts('token', 'next'),
  component: lazy(() => import('../features/auth/verify-email-page.tsx'), 'VerifyEmailPage'),
});
const forgotPassword = createRoute({
  getParentRoute,
  path: '/auth/forgot-password',
  validateSearch: texts('email'),
  component: lazy(() => import('../features/auth/forgot-password-page.tsx'), 'ForgotPasswordPage'),
});
const resetPassword = createRoute({
  getParentRoute,
  path: '/auth/reset-password',
  validateSearch: texts('token'),
  component: lazy(() => import('../features/auth/reset-password-page.tsx'), 'ResetPasswordPage'),
});
const invitation = createRoute({
  getParentRoute,
  path: '/auth/invitation',
  validateSearch: texts('token'),
  component: lazy(() => import('../features/auth/invitation-page.tsx'), 'InvitationPage'),
});
const confirmDomain = createRoute({
  getParentRoute,
  path: '/auth/sso/confirm-domain',
  validateSearch: texts('token'),
  component: lazy(() => import('../features/auth/confirm-domain-page.tsx'), 'ConfirmDomainPage'),
});
/** Opened from the mail that offers a workspace. */
const transfer = createRoute({
  getParentRoute,
  path: '/auth/transfer',
  validateSearch: texts('token'),
  component: lazy(() => import('../features/auth/transfer-page.tsx'), 'TransferPage'),
});
/** Opened by `prefect cloud login`. */
const client = createRoute({
  getParentRoute,
  path: '/auth/client',
  validateSearch: texts('callback', 'source', 'g'),
  beforeLoad: requirePerson,
  component: lazy(() => import('../features/auth/client-page.tsx'), 'ClientPage'),
});
const AUTHORIZATION = [
  'response_type',
  'client_id',
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'state',
  'scope',
  'device_name',
] as const;
const authorize = createRoute({
  getParentRoute,
  path: '/auth/authorize',
  validateSearch: texts(...AUTHORIZATION),
  beforeLoad: requirePerson,
  component: lazy(() => import('../features/auth/authorize-page.tsx'), 'AuthorizePage'),
});
const device = createRoute({
  getParentRoute,
  path: '/auth/device',
  validateSearch: texts('user_code'),
  beforeLoad: requirePerson,
  component: lazy(() => import('../features/auth/device-page.tsx'), 'DevicePage'),
});
/** Short enough to be typed. */
const deviceShort = createRoute({
  getParentRoute,
  path: '/device',
  validateSearch: texts('user_code'),
  beforeLoad: requirePerson,
  component: lazy(() => import('../features/auth/device-page.tsx'), 'DevicePage'),
});

export const authRoutes = [
  signIn,
  signUp,
  signUpShort,
  checkMail,
  verifyEmail,
  forgotPassword,
  resetPassword,
  invitation,
  confirmDomain,
  transfer,
  client,
  authorize,
  device,
  deviceShort,
] as const;

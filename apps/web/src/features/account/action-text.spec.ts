import { actionText } from './action-text.ts';

it.each([
  ['api_key.created', 'API key created'],
  ['sso_connection.updated', 'SSO connection updated'],
  ['session.signed_in', 'Session signed in'],
  ['', ''],
])('%s reads %s', (action, text) => expect(actionText(action)).toBe(text));

import { fieldError, formError, messageOf, toApiError } from './api-error.ts';

const REFUSED = {
  exception_message: 'Invalid request received.',
  exception_detail: [
    { type: 'value_error', loc: ['body', 'email'], msg: 'value is not a valid email address' },
    { type: 'missing', loc: ['body', 'password'], msg: 'Field required' },
  ],
};

it('puts what is wrong with a field at that field', () => {
  const error = toApiError(422, REFUSED);
  expect(fieldError(error, 'email')).toBe('Value is not a valid email address.');
  expect(fieldError(error, 'password')).toBe('This is needed.');
  expect(formError(error, ['email', 'password'])).toBeUndefined();
});

it('says above the form what no field of it shows', () => {
  expect(formError(toApiError(422, REFUSED), ['email'])).toBe('password: This is needed.');
});

it.each([
  [409, { detail: "The handle 'acme' is already taken." }, "The handle 'acme' is already taken."],
  [401, { exception_message: 'Unauthorized' }, 'Your session has ended. Sign in again.'],
  [404, { detail: 'Not Found' }, 'This does not exist, or you have no access to it.'],
  [500, '<html>', 'Something went wrong on the server. Try again.'],
  [429, null, 'Too many attempts. Wait a moment and try again.'],
])('says %i in a sentence', (status, body, text) => expect(messageOf(toApiError(status, body))).toBe(text));

it('knows how long to wait', () => {
  expect(toApiError(429, null, '12').retryAfterSeconds).toBe(12);
  expect(toApiError(429, null, null).retryAfterSeconds).toBeUndefined();
});

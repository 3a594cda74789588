import { tellOfDirectories, tellOfIdentityProviders } from './audit/identity-providers.ts';
import { tellOfInvitations } from './audit/invitations.ts';
import { tellOfMembers } from './audit/members.ts';
import { tellOfPeople, tellOfClients } from './audit/people.ts';
import { tellOfPlaces, tellOfObjects } from './audit/places.ts';
import { Teller } from './audit/teller.ts';
import { routesOf } from './tenancy/routes-of-app.ts';

let teller: Teller;
beforeAll(async () => {
  teller = await Teller.start();
}, 60_000);
afterAll(async () => teller?.world.stop());

describe('one line of the audit log, of who did what with what, for each change of', () => {
  it('accounts and workspaces', () => tellOfPlaces(teller), 60_000);
  it('members, teams, roles and access', () => tellOfMembers(teller), 60_000);
  it('invitations', () => tellOfInvitations(teller), 60_000);
  it('access lists of objects', () => tellOfObjects(teller), 60_000);
  it('people, their keys and sessions', () => tellOfPeople(teller), 60_000);
  it('clients', () => tellOfClients(teller), 60_000);
  it('identity providers', () => tellOfIdentityProviders(teller), 60_000);
  it('directories', () => tellOfDirectories(teller), 60_000);
});

/** Routes that change nothing that the log is to tell, each with its reason. */
const UNTOLD: readonly (readonly [RegExp, string])[] = [
  [/\/(filter|count|lookup|discover|audit-events\/verify)$/, 'reads'],
  [/\/sso\/connections\/:connectionId\/test$/, 'asks the provider, keeps nothing'],
  [/^POST \/api\/auth\/sso\/link$/, 'begins a walk to the provider; what comes of it is told when it ends'],
  [/^POST \/oauth\/device_authorization$/, 'nobody is known yet; who approves is told'],
  [/^POST \/api\/auth\/resend-verification$/, 'sends the mail of the sign-up once more'],
];

it('every route that changes something was called here, or says why not', () => {
  const changing = routesOf(teller.world.app.app)
    .filter(({ method }) => method !== 'GET' && method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  expect(changing.length).toBeGreaterThan(80);
  const hasReason = (route: string): boolean => UNTOLD.some(([pattern]) => pattern.test(route));
  expect(changing.filter((route) => !teller.told.routes.has(route) && !hasReason(route))).toEqual([]);
  expect([...teller.told.routes].filter((route) => !changing.includes(route))).toEqual([]);
});

it('and no secret stands in the log', async () => {
  expect(teller.told.secrets.size).toBeGreaterThan(20);
  expect(await teller.told.leaks()).toEqual([]);
});

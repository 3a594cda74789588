import {
  clientVersionOf,
  countsDeploymentSlotsItself,
  knowsPauses,
  needsTaskReset,
  renewsLeases,
} from './client-version.ts';

it.each([
  { userAgent: 'prefect/3.8.8 (API 0.8.4)', version: '3.8.8' },
  { userAgent: 'prefect/3.4.11.dev3+g12ab (API 0.8.4)', version: '3.4.11.dev3+g12ab' },
  { userAgent: 'prefect/3.8 (API 0.8.4)', version: null },
  { userAgent: 'curl/8.5.0', version: null },
  { userAgent: 'x'.repeat(300), version: null },
  { userAgent: undefined, version: null },
])('the version in $userAgent is $version', ({ userAgent, version }) => {
  expect(clientVersionOf(userAgent)).toBe(version);
  expect(clientVersionOf(userAgent)).toBe(version); // remembered
});

it.each([
  { version: null, renews: false },
  { version: '3.4.10', renews: false },
  { version: '3.4.11.dev1', renews: false },
  { version: '3.4.11rc1', renews: false },
  { version: '3.4.11b2', renews: false },
  { version: '3.4.11', renews: true },
  { version: '3.4.11+local', renews: true },
  { version: '3.4.12.dev1', renews: true },
  { version: '3.10.0', renews: true },
  { version: '2.20.30', renews: false },
  { version: '4.0.0', renews: true },
])('client $version renews leases: $renews', ({ version, renews }) => {
  expect(renewsLeases(version)).toBe(renews);
});

it('knows what each API version can do', () => {
  expect([null, '0.8.4', '0.9.0'].map(knowsPauses)).toEqual([true, true, true]);
  expect(knowsPauses('0.8.3')).toBe(false);
  expect([null, '0.8.3', '0.8.2'].map(needsTaskReset)).toEqual([false, false, true]);
});

it('knows the workers that count slots themselves', () => {
  expect(countsDeploymentSlotsItself('3.0.3')).toBe(true);
  expect(countsDeploymentSlotsItself('3.0.4')).toBe(false);
  expect(countsDeploymentSlotsItself(null)).toBe(false);
});

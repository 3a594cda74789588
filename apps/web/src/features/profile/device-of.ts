const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^prefect\//, 'Prefect client'],
] as const;
const SYSTEMS = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Windows/, 'Windows'],
  [/Linux/, 'Linux'],
] as const;

/** What a browser says of itself, as people say it: "Firefox on macOS". */
export function deviceOf(userAgent: string | null): { readonly name: string; readonly isPhone: boolean } {
  const agent = userAgent ?? '';
  const browser = BROWSERS.find(([sign]) => sign.test(agent))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(agent))?.[1];
  const name = browser && system ? `${browser} on ${system}` : (browser ?? system ?? 'Unknown program');
  return { name, isPhone: system === 'iPhone' || system === 'Android' };
}

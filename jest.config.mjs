// Tests run as ES modules on Node 24; SWC keeps the decorator metadata that Nest's injection reads.
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        keepClassNames: true,
        experimental: { keepImportAttributes: true },
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};
const base = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['orch-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
};
export default {
  // Databases and processes are started, on machines that do much else: slow is no failure. Jest heeds this only here.
  testTimeout: 60_000,
  projects: [
    { ...base, displayName: 'small', testMatch: ['<rootDir>/{apps,libs,tests}/**/*.spec.ts'] },
    {
      ...base,
      displayName: 'medium',
      testMatch: ['<rootDir>/{apps,libs,tests}/**/*.int-spec.ts'],
      globalSetup: '<rootDir>/libs/testing/src/global-setup.mjs',
      globalTeardown: '<rootDir>/libs/testing/src/global-teardown.mjs',
    },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/{apps,libs,tests}/**/*.e2e-spec.ts'] },
  ],
};

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

// Prisma would download a native engine; ours is a program of a few lines around the official WebAssembly build.
// Set before the command line looks for it. Unset by whoever wants the native one.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(
  new URL('./tools/schema-engine.mjs', import.meta.url),
);
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  // Only commands that talk to a database need the address; the others ask for the setting all the same.
  datasource: { url: process.env.ORCH_DATABASE_URL ?? 'postgresql://orch@127.0.0.1:5432/orch' },
});

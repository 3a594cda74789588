/* eslint-disable no-restricted-syntax -- a tool's configuration: it exports by default and reads the environment */
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The server that `npm run dev` of this package talks to.
const API = `http://127.0.0.1:${process.env['ORCH_PORT'] ?? '4200'}`;

export default defineConfig({
  plugins: [react(), tailwind()],
  server: {
    port: 4370,
    strictPort: true,
    proxy: Object.fromEntries(
      ['/api', '/oauth', '/.well-known'].map((path) => [path, { target: API, ws: true, xfwd: true }]),
    ),
  },
  build: {
    // The browsers of spring 2024: they know light-dark(), so every colour is written once.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Vite would take graphql's ES module build where Node takes the CommonJS one, and two copies refuse each other's types. */
const graphql = createRequire(import.meta.url).resolve('graphql')

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['{packages,services,gateway,infra,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    reporters: ['default', 'packages/testing/src/closing-line-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    retry: process.env.CI ? 1 : 0, // what passed only the second time is named at the end of the run
  },
})

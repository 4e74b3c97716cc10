import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,services,gateway,infra,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})

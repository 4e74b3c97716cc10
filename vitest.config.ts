import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['{packages,services,gateway,infra,test}/**/*.test.ts'] } })

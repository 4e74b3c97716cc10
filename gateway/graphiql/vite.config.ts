import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** Bundles GraphiQL with everything it needs, so that the page works without internet. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/graphiql/',
  publicDir: false,
  logLevel: 'error',
  build: {
    outDir: fileURLToPath(new URL('../public/graphiql', import.meta.url)),
    emptyOutDir: true,
    chunkSizeWarningLimit: 10_000,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
})

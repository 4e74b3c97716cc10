import type { TestProject } from 'vitest/node'
import { createTestRun } from './run.ts'
import { serveTestRun } from './run-server.ts'

/** vitest runs this once before the first test file; what it returns runs after the last. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const run = createTestRun()
  const server = await serveTestRun(run)
  project.provide('erpRun', server.url)
  return async () => {
    await run.stop()
    await server.close()
  }
}

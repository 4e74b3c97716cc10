import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Generates the Prisma client of a service from prisma/schema. Generating needs no schema engine, yet Prisma looks for
 * one and would download it: any executable that exists stops the search.
 */
export function generatePrismaClient(directory: string): void {
  const schema = join(directory, 'prisma', 'schema')
  if (!existsSync(schema)) return
  const command = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'generate', '--schema', schema], {
    cwd: directory,
    encoding: 'utf8',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  })
  if (status !== 0) throw new Error(`prisma generate failed:\n${stdout}\n${stderr}`)
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from './repository.ts'

/** Generates Prisma clients and resolver types where they are missing or old; quick when nothing changed. */
export function generateCode(): Promise<void> {
  return new Promise((done, fail) => {
    const turbo = join(repositoryRoot, 'node_modules/.bin/turbo')
    const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
    execFile(turbo, ['run', 'codegen'], { cwd: repositoryRoot, env: environment }, (error, stdout, stderr) => {
      if (error) fail(new Error(`Generating sources failed:\n${stdout}\n${stderr}`))
      else done()
    })
  })
}

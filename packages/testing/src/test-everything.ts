import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@erp/local'
import { closingLine, type TestCounts } from './closing-line-reporter.ts'

/**
 * `npm test`: generates sources, then checks types, style and the supergraph, then runs the tests. Arguments go to
 * vitest. A check counts as one test. The last line is always `N passed, N failed`, and the exit code says the same.
 */
const directory = mkdtempSync(join(tmpdir(), 'erp-counts-'))
const countsFile = join(directory, 'counts.json')
const program = (name: string) => join(repositoryRoot, 'node_modules/.bin', name)
const checks = [
  { name: 'generated sources', command: program('turbo'), args: ['run', 'codegen', '--output-logs=errors-only'] },
  { name: 'types', command: program('tsc'), args: ['-p', 'test/tsconfig.json'] },
  { name: 'format and lint', command: program('biome'), args: ['check', '--error-on-warnings', '.'] },
]

let passed = 0
let failed = 0
for (const { name, command, args } of checks) {
  const succeeded = (await run(command, args)) === 0
  process.stdout.write(`${succeeded ? ' ✓' : ' ✗'} ${name}\n`)
  if (succeeded) passed += 1
  else failed += 1
}
const vitest = join(repositoryRoot, 'node_modules/vitest/vitest.mjs')
const config = join(repositoryRoot, 'test/vitest.config.ts')
const code = await run(process.execPath, [vitest, 'run', '--config', config, ...process.argv.slice(2)], {
  TEST_COUNTS_FILE: countsFile,
})
const counts = readCounts()
passed += counts.passed
failed += counts.failed
if (code !== 0 && counts.failed === 0) failed += 1 // vitest itself fell over
rmSync(directory, { recursive: true, force: true })
process.stdout.write(`\n${closingLine({ passed, failed })}\n`)
process.exitCode = failed === 0 ? 0 : 1

function run(command: string, args: readonly string[], environment: Record<string, string> = {}): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, [...args], {
      cwd: repositoryRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...environment },
    })
    child.once('error', () => done(127))
    child.once('exit', (exitCode) => done(exitCode ?? 1))
  })
}

function readCounts(): TestCounts {
  try {
    return JSON.parse(readFileSync(countsFile, 'utf8')) as TestCounts
  } catch {
    return { passed: 0, failed: 0 }
  }
}

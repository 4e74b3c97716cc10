import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createHealth, createLogger, describeFaults, runSteps, serviceConfig } from '@erp/service-kit'
import { afterAll, describe, expect, it } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'service-kit-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const kit = new URL('../src/index.ts', import.meta.url).href
const run = (script: string, env: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', `const kit = await import('${kit}');${script}`], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })

describe('crash point', () => {
  const file = join(directory, 'crash')
  const reach = `kit.crashPoint('toy:before_commit:createTally'); process.stdout.write('survived')`

  it('kills the process with SIGKILL at exactly the armed point, once', () => {
    writeFileSync(file, 'toy:before_commit:createTally\n')
    const first = run(reach, { ERP_CRASH_FILE: file })
    expect([first.signal, first.stdout]).toEqual(['SIGKILL', ''])
    expect(existsSync(file)).toBe(false)
    expect(run(reach, { ERP_CRASH_FILE: file }).stdout).toBe('survived')
  })

  it('does nothing at another point, or when none is armed', () => {
    writeFileSync(file, 'toy:before_commit:createTallyTwice')
    expect(run(reach, { ERP_CRASH_FILE: file }).stdout).toBe('survived')
    expect(existsSync(file)).toBe(true)
    expect(run(reach).stdout).toBe('survived')
  })
})

describe('configuration', () => {
  it('names all faults together, without the values, and exits with 1', () => {
    const { status, stderr } = run(
      `kit.loadConfig(kit.serviceConfig, { PORT: 'eighty', DATABASE_URL: 'mysql://s3cret' })`,
    )
    expect(status).toBe(1)
    const lines = stderr.trim().split('\n')
    expect(lines[0]).toBe('The configuration is not usable:')
    expect(lines.slice(1).map((line) => line.trim().split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'RELAY_DATABASE_URL',
      'NATS_URL',
      'NATS_NKEY_SEED',
      'GATEWAY_SIGNING_KEY',
      'TOKEN_JWKS_FILE',
    ])
    expect(stderr).not.toContain('s3cret')
  })

  it('listens on the loopback address unless told otherwise', () => {
    const parsed = serviceConfig.safeParse({
      PORT: '4001',
      DATABASE_URL: 'postgresql://a@b/c',
      RELAY_DATABASE_URL: 'postgres://a@b/c',
      NATS_URL: 'nats://127.0.0.1:4222',
      NATS_NKEY_SEED: 'SUAX',
      GATEWAY_SIGNING_KEY: 'k'.repeat(32),
      TOKEN_JWKS_FILE: '/keys.json',
    })
    if (!parsed.success) throw new Error(describeFaults(parsed.error))
    expect(parsed.data).toMatchObject({ HOST: '127.0.0.1', PORT: 4001, LOG_LEVEL: 'info' })
  })
})

it('hides secrets in logs, also inside what is logged', () => {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const logger = createLogger('toy', 'info', sink)
  logger.info({ password: 'canary', input: { refreshToken: 'canary', username: 'li.na' } }, 'signed in')
  logger.info({ request: { headers: { authorization: 'canary' } }, headers: { 'x-erp-signature': 'canary' } }, 'asked')
  expect(lines.join('')).not.toContain('canary')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ service: 'toy', msg: 'signed in', input: { username: 'li.na' } })
})

describe('health', () => {
  it('is ready when every check answers in time', async () => {
    const health = createHealth(30)
    health.check('database', () => undefined)
    expect(await health.readiness()).toEqual({ ready: true, checks: { database: 'ok' } })
    health.check('relay', () => Promise.reject(new Error('behind by 70 s')))
    health.check('nats', () => new Promise(() => undefined))
    expect(await health.readiness()).toEqual({
      ready: false,
      checks: { database: 'ok', relay: 'behind by 70 s', nats: 'no answer' },
    })
  })

  it('is not ready while stopping', async () => {
    const health = createHealth()
    health.drain()
    expect(await health.readiness()).toEqual({ ready: false, checks: { process: 'stopping' } })
  })
})

it('stops step by step; a late or failing step does not prevent the next', async () => {
  const done: string[] = []
  const failed = await runSteps(
    createLogger('toy', 'silent'),
    [
      ['late', () => new Promise(() => undefined)],
      ['failing', () => Promise.reject(new Error('no'))],
      ['last', async () => void done.push('last')],
    ],
    20,
  )
  expect([failed, done]).toEqual([2, ['last']])
})

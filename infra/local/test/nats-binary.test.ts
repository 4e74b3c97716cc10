import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { isAtLeast, oldestNatsServer } from '../src/nats-binary.ts'
import { downloadNatsServer } from '../src/nats-download.ts'
import { natsConfiguration } from '../src/nats-server.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['2.10.23', true],
  ['2.10.27', true],
  ['2.12.0', true],
  ['3.0.0', true],
  ['2.10.22', false],
  ['2.9.99', false],
  ['1.99.99', false],
])('a nats-server %s is new enough: %s', (version, expected) => {
  expect(isAtLeast(version, oldestNatsServer)).toBe(expected)
})

test('an archive that is not the one expected is not unpacked', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'erp-download-'))
  const target = join(directory, 'nats-server')
  vi.stubGlobal('fetch', async () => new Response('something else'))
  await expect(downloadNatsServer(target, () => undefined)).rejects.toThrow(/SHA-256|no checksum/)
  expect(existsSync(target)).toBe(false)
  rmSync(directory, { recursive: true })
})

test('every acknowledged message is on disk: the server syncs always', () => {
  const text = natsConfiguration({ listen: '127.0.0.1:1', storeDirectory: '/tmp/store', accounts: [] })
  expect(text).toMatch(/^ {2}sync_interval: always$/m)
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newId } from '@erp/values'
import { afterAll, expect, it } from 'vitest'
import { ourCompany, useToyDatabase } from './scene.ts'

const { database } = await useToyDatabase()
const directory = mkdtempSync(join(tmpdir(), 'service-kit-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const program = fileURLToPath(new URL('./toy/create-tally.ts', import.meta.url))
const crashFile = join(directory, 'crash')

/** Runs the sources as Node does in production, without the test runner's transformation. */
function createTally(userId: string, id: string, crashAt = '') {
  writeFileSync(crashFile, crashAt)
  const { signal, stdout, stderr } = spawnSync(process.execPath, [program, database.appUrl, ourCompany, userId, id], {
    encoding: 'utf8',
    env: { ...process.env, ERP_CRASH_FILE: crashFile },
  })
  return { signal, stdout, stderr }
}

/** Whether the document, its key and its audit row are there. */
async function traces(id: string) {
  const [counted] = await database.rows<{ tallies: number; keys: number; audited: number }>`
    select (select count(*)::int from tally where name = ${id}) as tallies,
           (select count(*)::int from platform.idempotency where key = ${id} and result_id = ${id}) as keys,
           (select count(*)::int from platform.audit_log where document_id = ${id}) as audited`
  return counted
}

it('commits nothing when killed before the commit, and everything once when the client tries again', async () => {
  const [user, id] = [newId(), newId()]
  expect(createTally(user, id, 'toy:before_commit:createTally').signal).toBe('SIGKILL')
  expect(await traces(id)).toEqual({ tallies: 0, keys: 0, audited: 0 })
  expect(createTally(user, id)).toEqual({ signal: null, stdout: 'done', stderr: '' })
  expect(await traces(id)).toEqual({ tallies: 1, keys: 1, audited: 1 })
})

it('has committed everything when killed after the commit, and adds nothing when the client tries again', async () => {
  const [user, id] = [newId(), newId()]
  expect(createTally(user, id, 'toy:after_commit:createTally').signal).toBe('SIGKILL')
  expect(await traces(id)).toEqual({ tallies: 1, keys: 1, audited: 1 })
  expect(createTally(user, id)).toEqual({ signal: null, stdout: 'done', stderr: '' })
  expect(await traces(id)).toEqual({ tallies: 1, keys: 1, audited: 1 })
})

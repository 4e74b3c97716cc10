import { type AuditedRead, ReadRecorder } from '@erp/service-kit'
import { newId } from '@erp/values'
import { expect, it } from 'vitest'
import { aCaller, otherCompany, ourCompany, useToyDatabase } from './scene.ts'

const { database, transactor } = await useToyDatabase()

const readOf = (changes: Partial<AuditedRead> = {}): AuditedRead => ({
  ...{ caller: aCaller(), operation: 'users', documentId: null, asked: { first: 50 } },
  ...changes,
})

const rowsOf = (requestId: string) =>
  database.rows`
    select company_id, user_id, username, operation, document_id, client_address, asked, changes from platform.audit_log
    where request_id = ${requestId}`

it('writes down who read what, each in the trail of their company', async () => {
  const [ours, theirs] = [
    aCaller({ clientAddress: '10.0.0.7' }),
    aCaller({ companyId: otherCompany, username: 'wang.wei' }),
  ]
  const id = newId()
  await transactor.recordReads([
    readOf({ caller: ours }),
    readOf({ caller: theirs, documentId: id, asked: { ids: [id] } }),
  ])
  expect(await rowsOf(ours.requestId)).toEqual([
    {
      ...{ company_id: ourCompany, user_id: ours.userId, username: '', operation: 'users' },
      ...{ document_id: null, client_address: '10.0.0.7', asked: { first: 50 }, changes: null },
    },
  ])
  expect(await rowsOf(theirs.requestId)).toMatchObject([
    { company_id: otherCompany, username: '', document_id: id, asked: { ids: [id] } },
  ])
})

it.each(['"', '\\', '\n', '汉', '😀', 'x'])('keeps the beginning of a long question full of %j', async (character) => {
  const read = readOf({ asked: { word: character.repeat(20_000) } })
  await transactor.recordReads([read])
  expect(await rowsOf(read.caller.requestId)).toMatchObject([{ asked: { cut: expect.stringMatching(/^\{"word":"/) } }])
})

/** A recorder whose writes end when the test says so. */
function heldRecorder(write: (reads: readonly AuditedRead[]) => void = () => undefined) {
  const batches: { readonly users: string[]; readonly end: () => void }[] = []
  const recorder = new ReadRecorder(
    (reads) =>
      new Promise((done, failed) => {
        const end = () => {
          try {
            write(reads)
            done()
          } catch (error) {
            failed(error)
          }
        }
        batches.push({ users: reads.map(({ operation }) => operation), end })
      }),
  )
  const turn = () => new Promise((done) => setImmediate(done))
  return { recorder, batches, turn }
}

it('gathers what comes while it writes, and lets nobody go before their rows are written', async () => {
  const { recorder, batches, turn } = heldRecorder()
  const gone: string[] = []
  for (const operation of ['a', 'b', 'c'])
    void recorder.record([readOf({ operation })]).then(() => gone.push(operation))
  await turn()
  expect([batches.map(({ users }) => users), gone]).toEqual([[['a']], []])
  batches[0]?.end()
  await turn()
  expect([batches.map(({ users }) => users), gone]).toEqual([[['a'], ['b', 'c']], ['a']])
  batches[1]?.end()
  await turn()
  expect(gone).toEqual(['a', 'b', 'c'])
  void recorder.record([readOf({ operation: 'd' })])
  await turn()
  expect(batches.at(-1)?.users).toEqual(['d'])
})

it('lets a read that cannot be written spoil no other', async () => {
  const { recorder, batches, turn } = heldRecorder((reads) => {
    if (reads.some(({ operation }) => operation === 'bad')) throw new Error('no such row')
  })
  const ends = ['first', 'good', 'bad', 'fine'].map((operation) =>
    recorder.record([readOf({ operation })]).then(
      () => `${operation} written`,
      () => `${operation} kept back`,
    ),
  )
  for (let round = 0; round < 8; round += 1) {
    await turn()
    for (const batch of batches.splice(0)) batch.end()
  }
  expect(await Promise.all(ends)).toEqual(['first written', 'good written', 'bad kept back', 'fine written'])
})

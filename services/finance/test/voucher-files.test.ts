import { createHash } from 'node:crypto'
import { refuse } from '@erp/values'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { checkAnnounced } from '../src/domain/voucher-attachment.ts'
import { approvals } from '../src/sagas/ask-for-approval.ts'
import { attachmentsOfDrafts, attachmentsOfVouchers, readPiece } from '../src/store/voucher-attachments.ts'
import { detachFromVoucherDraft, prepareVoucherAttachment } from '../src/use-cases/attach-to-voucher-draft.ts'
import { discardVoucherDraft } from '../src/use-cases/discard-voucher-draft.ts'
import { unpostVoucherDraft } from '../src/use-cases/reverse-voucher.ts'
import { storeVoucherFile } from '../src/use-cases/store-voucher-file.ts'
import { submitVoucherDraft } from '../src/use-cases/submit-voucher-draft.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { at, peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const { database, transactor } = finance
const pieces = ['first', 'second'].map((text) => Buffer.from(text))
const sha256 = createHash('sha256').update(Buffer.concat(pieces)).digest('hex')
const file = { name: '发票 1.pdf', mediaType: 'application/pdf', byteSize: 11n, sha256 }

async function* bytes() {
  yield* pieces
}

async function aDraftWithAFile() {
  const people = await peopleOf(finance)
  const prepares = (draft: Parameters<typeof at>[0]) =>
    people.as(people.maker, (u) => prepareVoucherAttachment(u, { ...at(draft), file }))
  const draft = await people.create()
  const attachment = sound(await prepares(draft))
  const stores = () => people.as(people.maker, (u) => storeVoucherFile(u, { id: attachment.id, bytes: bytes() }))
  const detaches = (of: typeof draft) =>
    people.as(people.maker, (u) => detachFromVoucherDraft(u, { ...at(of), attachmentId: attachment.id }))
  const announced = { ...draft, version: draft.version + 1 }
  const kept = () => database.rows`
    select chunk_number, convert_from(bytes, 'utf8') as text from voucher_attachment_chunk
    where attachment_id = ${attachment.id}::uuid order by chunk_number`
  return { people, draft: announced, attachment, prepares, stores, detaches, kept }
}

test.each([
  ['mediaType', 'NOT_A_KIND_THAT_IS_KEPT', ['text/html', 'image/svg+xml', 'application/x-msdownload']],
  ['byteSize', 'LARGER_THAN_10_MIB', [10_485_761n]],
  ['byteSize', 'NOT_POSITIVE', [0n]],
  ['sha256', 'NOT_A_SHA256_IN_HEX', [sha256.toUpperCase()]],
  ['name', 'NOT_1_TO_200_CHARACTERS', [' ', 'x'.repeat(201)]],
  ['name', 'NOT_A_FILE_NAME', ['a/b', '..\\b', '.hidden', 'b.', 'a\nb', 'b\u202Efdp.exe', 'a"b', 'a:b', '\uD800']],
])('a file whose %s is %s is not kept', (field, problem, values) => {
  for (const value of values)
    expect(checkAnnounced({ ...file, [field]: value })).toEqual(refuse('InvalidInput', { field, problem }))
  expect(checkAnnounced(file)).toBeUndefined()
})

test('a draft waits for its file, which arrives once and is posted with the voucher', async () => {
  const { people, draft, attachment, prepares, stores, detaches, kept } = await aDraftWithAFile()
  const submit = () => people.as(people.maker, (u) => submitVoucherDraft(u, at(draft), approvals))
  const awaited = refuse('AttachmentsAwaited', { number: draft.number, names: [file.name] })
  expect(await submit()).toEqual(awaited)
  expect(await stores()).toMatchObject({ outcome: 'STORED' })
  expect(await stores()).toMatchObject({ outcome: 'FILE_ALREADY_STORED' })
  expect(await kept()).toEqual(pieces.map((piece, index) => ({ chunk_number: index, text: String(piece) })))
  const posted = people.only(sound(await people.post(people.only(sound(await people.review(sound(await submit())))))))
  for (const outcome of [await detaches(posted), await prepares(posted)])
    expect(outcome).toMatchObject({ refusal: 'DraftNotReady', status: 'POSTED' })

  // Taken back, the draft may lose the file; the voucher that was posted with it keeps it.
  const reopened = sound(
    await people.as(people.controller, (u) => unpostVoucherDraft(u, { ...at(posted), reason: '记错' })),
  )
  const without = sound(await detaches(reopened))
  expect(without.fileCount).toBe(0)
  await transactor.read([people.maker.companyId], async (tx) => {
    expect(await attachmentsOfDrafts(tx, [draft.id])).toEqual([])
    expect(await attachmentsOfVouchers(tx, [posted.voucherId ?? ''])).toMatchObject([
      { id: attachment.id, name: file.name },
    ])
    expect(String(Buffer.from((await readPiece(tx, attachment.id, 0)) ?? []))).toBe('first')
  })
  expect(await kept()).toHaveLength(2)
})

test('a file that no voucher was posted with goes with its bytes, and none arrives for a draft that is given up', async () => {
  const one = await aDraftWithAFile()
  await one.stores()
  sound(await one.detaches(one.draft))
  expect(await one.kept()).toEqual([])
  expect(await one.stores()).toMatchObject({ outcome: 'FILE_NOT_FOUND' })

  const other = await aDraftWithAFile()
  const { maker, as } = other.people
  sound(await as(maker, (u) => discardVoucherDraft(u, at(other.draft))))
  expect(await other.stores()).toMatchObject({ outcome: 'FILE_NOT_FOUND' })
  expect(await other.kept()).toEqual([])
})

test('another company neither sees nor stores a file', async () => {
  const { attachment, kept } = await aDraftWithAFile()
  const stranger = await finance.accountantOfNewCompany()
  const stored = await transactor.transact(stranger, 'test', (u) =>
    storeVoucherFile(u, { id: attachment.id, bytes: bytes() }),
  )
  expect(stored).toMatchObject({ outcome: 'FILE_NOT_FOUND' })
  expect(await kept()).toEqual([])
})

test('the database keeps what was stored and posted from the service itself', async () => {
  const { people, draft, attachment, stores, kept } = await aDraftWithAFile()
  await stores()
  const { companyId } = people.maker
  await people.post(people.only(sound(await people.review(await people.submit(draft)))))
  const client = new Client({ connectionString: database.appUrl })
  await client.connect()
  try {
    await client.query("select set_config('app.company_ids', $1, false)", [companyId])
    const chunk = [attachment.id, companyId]
    const insert = `insert into voucher_attachment_chunk values ($1, 9, $2, 'x')`
    await expect(client.query(insert, chunk)).rejects.toThrow('row-level security')
    await expect(client.query(`update voucher_attachment_chunk set bytes = 'x'`)).rejects.toThrow('permission denied')
    expect((await client.query('delete from voucher_attachment_chunk')).rowCount).toBe(0)
    await expect(client.query('delete from voucher_file')).rejects.toThrow('permission denied')
    await expect(client.query('update voucher_attachment set stored_at = null')).rejects.toThrow('stored once')
    await expect(client.query("update voucher_attachment set sha256 = 'x'")).rejects.toThrow('permission denied')
  } finally {
    await client.end()
  }
  expect(await kept()).toHaveLength(2)
})

import { purgeExpired } from '@erp/service-kit'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { retention } from '../src/store/retention.ts'
import { discardExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { claimantsOf } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const { database, transactor } = finance
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
const purges = () => purgeExpired(transactor, retention, new Date())

/** As if everything of a claim had been done so many days ago. */
async function ages(claimId: string, days: number) {
  const at = daysAgo(days)
  await database.rows`update expense_claim set created_at = ${at} where id = ${claimId}::uuid`
  await database.rows`update expense_claim_change set changed_at = ${at} where claim_id = ${claimId}::uuid`
  await database.rows`update expense_claim_file set attached_at = ${at} where claim_id = ${claimId}::uuid`
}
async function attaches(claim: { id: string; companyId: string }) {
  const id = newId()
  await database.rows`
    insert into expense_claim_file (id, claim_id, company_id, name, media_type, byte_size, sha256, stored_at, attached_by, attached_at)
    values (${id}::uuid, ${claim.id}::uuid, ${claim.companyId}::uuid, '王芳 发票.pdf', 'application/pdf', 3, ${'ab'.repeat(32)}, now(),
            ${newId()}::uuid, now())`
  await database.rows`
    insert into expense_claim_file_chunk (file_id, chunk_number, company_id, bytes)
    values (${id}::uuid, 0, ${claim.companyId}::uuid, 'pdf')`
  return id
}
const fileNow = async (id: string) =>
  (
    await database.rows<{ name: string; bytes: number }>`
      select name, (select count(*)::int from expense_claim_file_chunk where file_id = f.id) as bytes
      from expense_claim_file f where id = ${id}::uuid`
  )[0]
const claimNow = async (id: string) =>
  (
    await database.rows<{ status: string; title: string; note: string }>`
      select status, title, note from expense_claim where id = ${id}::uuid`
  )[0]

test('a claim that nobody submitted for two years is discarded with what it says, and its files go a year later', async () => {
  const people = await claimantsOf(finance)
  const lines = [people.line('TAXI', '50.00', { receiptNumber: null, note: 'to Mr Zhao' })]
  const draft = async () => sound(await people.save({ lines, title: '上海出差', note: 'with Li Na' }))
  const [old, young] = [await draft(), await draft()]
  const file = await attaches(old)
  await ages(old.id, 731)
  await ages(young.id, 729)
  expect(await purges()).toMatchObject({ UNSUBMITTED_CLAIMS: 1, FILES_OF_CLAIMS_GIVEN_UP: 0 })
  expect(await claimNow(old.id)).toEqual({ status: 'DISCARDED', title: '', note: '' })
  expect(await claimNow(young.id)).toEqual({ status: 'DRAFT', title: '上海出差', note: 'with Li Na' })
  expect(await database.rows`select note from expense_claim_line where claim_id = ${old.id}::uuid`).toEqual([
    { note: '' },
  ])
  expect(
    await database.rows`
      select action, reason from expense_claim_change where claim_id = ${old.id}::uuid order by version desc limit 1`,
  ).toEqual([{ action: 'DISCARDED', reason: 'retention' }])
  expect(await fileNow(file)).toEqual({ name: '王芳 发票.pdf', bytes: 1 })

  await ages(old.id, 366)
  expect(await purges()).toMatchObject({ UNSUBMITTED_CLAIMS: 0, FILES_OF_CLAIMS_GIVEN_UP: 1 })
  expect(await fileNow(file)).toEqual({ name: '–', bytes: 0 })
  expect(await purges()).toMatchObject({ UNSUBMITTED_CLAIMS: 0, FILES_OF_CLAIMS_GIVEN_UP: 0 })
})

test('files of claims given up go after a year, and those of a claim that stands stay', async () => {
  const people = await claimantsOf(finance)
  const given = sound(await people.save({ lines: people.journey() }))
  const standing = await people.submitted()
  const [files, kept] = [await attaches(given), await attaches(standing)]
  const at = { expenseClaimId: given.id, expectedVersion: given.version }
  sound(await people.as(people.employee, (unit) => discardExpenseClaim(unit, at)))
  await ages(given.id, 364)
  await ages(standing.id, 20_000)
  expect(await purges()).toMatchObject({ FILES_OF_CLAIMS_GIVEN_UP: 0 })
  await ages(given.id, 366)
  expect(await purges()).toMatchObject({ FILES_OF_CLAIMS_GIVEN_UP: 1 })
  expect(await fileNow(files)).toEqual({ name: '–', bytes: 0 })
  expect(await fileNow(kept)).toEqual({ name: '王芳 发票.pdf', bytes: 1 })
})

test('what was approved and posted stays through the legal term and after it, with its files: 40 years', async () => {
  const people = await claimantsOf(finance)
  const claim = await people.approved()
  const file = await attaches(claim)
  const everything = () => database.rows`
    select (select jsonb_agg(to_jsonb(v) order by id) from voucher v where company_id = ${claim.companyId}::uuid) as vouchers,
           (select jsonb_agg(to_jsonb(l) order by voucher_id, line_number) from voucher_line l where company_id = ${claim.companyId}::uuid) as lines,
           (select to_jsonb(c) from expense_claim c where id = ${claim.id}::uuid) as claim`
  await ages(claim.id, 40 * 366)
  const before = await everything()
  expect(before).toMatchObject([{ vouchers: [{}], claim: { status: 'APPROVED' } }])
  await purges()
  expect(await everything()).toEqual(before)
  expect(await fileNow(file)).toEqual({ name: '王芳 发票.pdf', bytes: 1 })
  expect(retention.map(({ kind }) => kind)).toEqual(['UNSUBMITTED_CLAIMS', 'FILES_OF_CLAIMS_GIVEN_UP', 'FED_CLAIMS'])
})

test('what another system sent of claims goes two years later, unless a difference about it is open', async () => {
  const { clerk } = await claimantsOf(finance)
  const { companyId } = clerk
  const fed = async (days: number) => {
    const [feed, id] = [newId(), newId()]
    await database.rows`
      insert into expense_feed (id, company_id, system, format, received_by, received_at)
      values (${feed}::uuid, ${companyId}::uuid, 'TRAVEL', 'JSON', ${clerk.userId}::uuid, ${daysAgo(days)})`
    await database.rows`
      insert into expense_feed_claim (id, company_id, feed_id, position, external_id, status, digest, content)
      values (${id}::uuid, ${companyId}::uuid, ${feed}::uuid, 1, ${id}, 'REJECTED', 'digest', '{"employee": "Wang Fang"}')`
    return id
  }
  const [old, disputed, young] = [await fed(731), await fed(731), await fed(729)]
  await database.rows`
    insert into expense_feed_difference (id, company_id, system, external_id, kind, feed_claim_id, claimed_on, found_at)
    values (${newId()}::uuid, ${companyId}::uuid, 'TRAVEL', ${disputed}, 'MISSING_HERE', ${disputed}::uuid, current_date, now())`
  expect(await purges()).toMatchObject({ FED_CLAIMS: 1 })
  const kept = await database.rows<{ id: string }>`
    select id from expense_feed_claim where company_id = ${companyId}::uuid and content <> '{}' order by id`
  expect(kept.map(({ id }) => id)).toEqual([disputed, young].sort())
  expect(kept.map(({ id }) => id)).not.toContain(old)
})

import type { Caller, UnitOfWork } from '@erp/service-kit'
import { newId } from '@erp/values'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../src/store/database.ts'
import { stockDocument, useFinanceDatabase } from './finance-database.ts'

// Everything here is done with the rights of the service itself, past its program: only the database stands in the way.
const { database, transactor, accountantOfNewCompany, post } = await useFinanceDatabase()

let accountant: Caller
let voucherId: string
beforeAll(async () => {
  accountant = await accountantOfNewCompany()
  await post([stockDocument(accountant.companyId, [{ stock: '100.00' }])])
  const [voucher] = await database.rows<{ id: string }>`
    select id from voucher where company_id = ${accountant.companyId}::uuid`
  voucherId = voucher?.id ?? ''
})

function asTheService(work: (unit: UnitOfWork<Tx>) => Promise<unknown>, as = accountant) {
  return transactor.transact(as, 'test', work)
}

interface Attempt {
  readonly lineCount?: number
  readonly total?: number
  readonly lines?: readonly { debit: number; credit: number; code?: string; key?: string }[]
  readonly period?: string
  readonly postingDate?: string
  readonly companyId?: string
}

const balancedLines = [
  { debit: 100, credit: 0 },
  { debit: 0, credit: 100, code: '2202.02', key: 'GRIR' },
]

/** A voucher written by hand, header and lines in two statements as the program writes them. */
function write(attempt: Attempt = {}) {
  const { lines = balancedLines, period = '2026-10', postingDate = '2026-10-20' } = attempt
  const { companyId = accountant.companyId, lineCount = lines.length, total = 100 } = attempt
  const id = newId()
  return asTheService(async ({ tx }) => {
    await tx.$executeRaw`
      insert into voucher (id, company_id, word, number, period, posting_date, business_date, currency, document_type,
        document_id, document_number, source_type, source_id, purpose, revision, source_event_id, template_version_id, line_count, total)
      select ${id}::uuid, ${companyId}::uuid, word, 1000 + (random() * 1000000)::int, ${period}, ${postingDate}::date,
        business_date, currency, document_type, document_id, document_number, source_type, ${newId()}::uuid, purpose,
        revision, source_event_id, template_version_id, ${lineCount}::int, ${total}::bigint
      from voucher where id = ${voucherId}::uuid`
    await tx.$executeRaw`
      insert into voucher_line (voucher_id, line_number, company_id, account_id, account_key, account_rule_id,
        account_rule_version, period, posting_date, debit, credit, summary_zh, summary_en, source_line_id)
      select ${id}::uuid, r.position, ${companyId}::uuid, account.id, coalesce(r.key, 'INV'), like_line.account_rule_id,
        like_line.account_rule_version, ${period}, ${postingDate}::date, r.debit, r.credit, '手工', 'By hand', ${newId()}::uuid
      from rows from (jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
          as (debit bigint, credit bigint, code text, key text)) with ordinality as r(debit, credit, code, key, position)
      join account on account.company_id = ${accountant.companyId}::uuid and account.code = coalesce(r.code, '1405.01')
      join voucher_line like_line on like_line.voucher_id = ${voucherId}::uuid and like_line.line_number = 1`
    return { id }
  })
}

async function vouchersThereAre() {
  const [row] = await database.rows<{ count: number }>`select count(*)::int from voucher`
  return row?.count
}

test('a sound voucher written by hand is taken, so what follows is refused for its faults', async () => {
  const before = await vouchersThereAre()
  await write()
  expect(await vouchersThereAre()).toBe((before ?? 0) + 1)
})

describe('the database refuses a voucher', () => {
  const one = { debit: 100, credit: 0 }
  const grir = { code: '2202.02', key: 'GRIR' }
  test.each<[string, Attempt, string]>([
    ['whose sides differ', { lines: [one, { debit: 0, credit: 99, ...grir }] }, 'does not balance'],
    ['with a line on both sides', { lines: [one, { debit: 1, credit: 101, ...grir }] }, 'one_side'],
    ['with a line on neither side', { lines: [...balancedLines, { debit: 0, credit: 0 }] }, 'one_side'],
    ['that balances, but not to its total', { total: 101 }, 'does not balance'],
    ['with fewer lines than it says', { lineCount: 3 }, 'does not balance'],
    ['without lines', { lines: [], lineCount: 2 }, 'does not balance'],
    ['of one line', { lines: [one], lineCount: 1 }, 'line_count'],
    ['on a group account', { lines: [{ ...one, code: '1405' }, balancedLines[1] ?? one] }, 'takes no such posting'],
    [
      'on a control account of another key',
      { lines: [{ ...one, key: 'COGS' }, balancedLines[1] ?? one] },
      'takes no such posting',
    ],
    ['dated outside its period', { postingDate: '2026-11-01' }, 'check'],
    ['in a period the books do not have', { period: '2031-01', postingDate: '2031-01-01' }, 'foreign key'],
    ['of another company', { companyId: newId() }, 'row-level security'],
  ])('%s', async (_, attempt, why) => {
    const before = await vouchersThereAre()
    await expect(write(attempt)).rejects.toThrow(why)
    expect(await vouchersThereAre()).toBe(before)
  })

  test('in a closed period', async () => {
    await asTheService(({ tx }) => tx.$executeRaw`update fiscal_period set status = 'CLOSED' where period = '2026-02'`)
    await expect(write({ period: '2026-02', postingDate: '2026-02-28' })).rejects.toThrow('period 2026-02 is closed')
  })

  test('with the number or the source of another', async () => {
    await expect(
      asTheService(
        ({ tx }) => tx.$executeRaw`
        insert into voucher select ${newId()}::uuid, company_id, word, number, period, posting_date, business_date,
          currency, document_type, document_id, document_number, source_type, ${newId()}::uuid, purpose, revision,
          source_event_id, template_version_id, line_count, total, posted_at
        from voucher where id = ${voucherId}::uuid`,
      ),
    ).rejects.toThrow('voucher_company_id_period_word_number_key')
    await expect(
      asTheService(
        ({ tx }) => tx.$executeRaw`
        insert into voucher select ${newId()}::uuid, company_id, word, 999999, period, posting_date, business_date,
          currency, document_type, document_id, document_number, source_type, source_id, purpose, revision,
          source_event_id, template_version_id, line_count, total, posted_at
        from voucher where id = ${voucherId}::uuid`,
      ),
    ).rejects.toThrow('voucher_source_type_source_id_purpose_revision_key')
  })
})

describe('what is posted stays as it is', () => {
  test.each([
    ['update voucher', (tx: Tx) => tx.$executeRaw`update voucher set total = total + 1`],
    ['delete from voucher', (tx: Tx) => tx.$executeRaw`delete from voucher`],
    ['update voucher_line', (tx: Tx) => tx.$executeRaw`update voucher_line set debit = debit * 2, credit = credit * 2`],
    ['delete from voucher_line', (tx: Tx) => tx.$executeRaw`delete from voucher_line`],
    ['truncate', (tx: Tx) => tx.$executeRaw`truncate voucher, voucher_line`],
    ['disable the guard', (tx: Tx) => tx.$executeRaw`alter table voucher disable trigger all`],
    ['drop the guard', (tx: Tx) => tx.$executeRaw`drop trigger voucher_line_is_sound on voucher_line`],
    ['be a replica', (tx: Tx) => tx.$executeRaw`set session_replication_role = replica`],
    ['rewrite a rule', (tx: Tx) => tx.$executeRaw`update account_rule_revision set account_code = '1002'`],
    ['rewrite a template', (tx: Tx) => tx.$executeRaw`update voucher_template set lines = '[]'`],
    ['forget who closed', (tx: Tx) => tx.$executeRaw`delete from fiscal_period_change`],
    ['move an account', (tx: Tx) => tx.$executeRaw`update account set control_key = null`],
  ])('the service has no right to: %s', async (_, work) => {
    await expect(asTheService(({ tx }) => work(tx))).rejects.toThrow(/permission denied|must be owner/)
  })

  test('lines cannot be added to a posted voucher, even if they balance', async () => {
    await expect(
      asTheService(
        ({ tx }) => tx.$executeRaw`
          insert into voucher_line (voucher_id, line_number, company_id, account_id, account_key, account_rule_id,
            account_rule_version, period, posting_date, debit, credit, summary_zh, summary_en, source_line_id)
          select voucher_id, line_number + 2, company_id, account_id, account_key, account_rule_id,
            account_rule_version, period, posting_date, debit, credit, summary_zh, summary_en, source_line_id
          from voucher_line where voucher_id = ${voucherId}::uuid`,
      ),
    ).rejects.toThrow('does not balance')
  })

  test('another company sees nothing of it', async () => {
    const stranger = await accountantOfNewCompany()
    const seen = await asTheService(
      ({ tx }) => tx.$queryRaw`select id from voucher where id = ${voucherId}::uuid`,
      stranger,
    )
    expect(seen).toEqual([])
  })
})

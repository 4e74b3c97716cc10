import {
  accountRuleChanged,
  narrowAccountRuleChanged,
  periodChanged,
  taxCodeChanged,
  voucherTemplateActivated,
} from '@erp/contracts'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { listAccounts } from '../src/store/accounts.ts'
import { useFinanceDatabase } from './finance-database.ts'

const { database, transactor, openFor } = await useFinanceDatabase()

async function countsOf(companyId: string) {
  const [row] = await database.rows`
    select (select count(*)::int from book where company_id = ${companyId}::uuid) as books,
           (select count(*)::int from account where company_id = ${companyId}::uuid) as accounts,
           (select count(*)::int from fiscal_period where company_id = ${companyId}::uuid) as periods,
           (select count(*)::int from account_rule where company_id = ${companyId}::uuid) as rules,
           (select count(*)::int from account_rule_revision where company_id = ${companyId}::uuid) as revisions,
           (select count(*)::int from tax_code where company_id = ${companyId}::uuid) as "taxCodes",
           (select count(*)::int from voucher_template where company_id = ${companyId}::uuid) as templates`
  return row
}

async function toldAbout(companyId: string) {
  const rows = await database.rows<{ type: string; payload: unknown }>`
    select type, payload from platform.outbox where company_id = ${companyId}::uuid order by pos`
  return Map.groupBy(rows, ({ type }) => type)
}

test('a company that is heard of for the first time gets its books, and the others hear what they may confirm', async () => {
  const companyId = newId()
  await openFor([{ companyId }])
  expect(await countsOf(companyId)).toEqual({
    ...{ books: 1, accounts: 183, periods: 12, rules: 49, revisions: 49, taxCodes: 4, templates: 37 },
  })
  const told = await toldAbout(companyId)
  expect([...told].map(([type, events]) => [type, events.length])).toEqual([
    [periodChanged.type, 12],
    [accountRuleChanged.type, 47],
    [narrowAccountRuleChanged.type, 2],
    [taxCodeChanged.type, 4],
    [voucherTemplateActivated.type, 37],
  ])
  expect(told.get(periodChanged.type)?.[9]?.payload).toEqual({
    companyId,
    periodId: expect.any(String),
    period: '2026-10',
    status: 'OPEN',
    version: 1,
  })
  expect(told.get(voucherTemplateActivated.type)?.map(({ payload }) => payload)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...{ eventKind: 'PURCHASE_RECEIPT', templateVersion: 1 },
        accountKeys: ['INV', 'PPV', 'GRIR'],
      }),
      expect.objectContaining({ eventKind: 'PURCHASE_RETURN_UNINVOICED', accountKeys: ['GRIR', 'INV', 'COGS'] }),
      expect.objectContaining({ eventKind: 'STOCKTAKE_LOSS', accountKeys: ['SUS', 'INV', 'VX'] }),
      expect.objectContaining({ eventKind: 'TRANSFER_SHIPMENT', accountKeys: ['TRN', 'INV', 'PPV'] }),
    ]),
  )
  expect(told.get(taxCodeChanged.type)?.map(({ payload }) => (payload as { ratePercent: string }).ratePercent)).toEqual(
    [...['13', '9', '6', '0']],
  )
})

test('hearing of it again changes nothing but its code', async () => {
  const companyId = newId()
  await openFor([{ companyId }])
  const before = await countsOf(companyId)
  await openFor([{ companyId, version: 2 }])
  await openFor([{ companyId }])
  expect(await countsOf(companyId)).toEqual(before)
  expect(
    await database.rows`select company_version as version from book where company_id = ${companyId}::uuid`,
  ).toEqual([{ version: 2 }])
})

test('many companies open at once, each by its own standard', async () => {
  const [large, small, again] = [newId(), newId(), newId()]
  await openFor([{ companyId: large }, { companyId: small, accountingStandard: 'CAS_SMALL' }, { companyId: again }])
  const codes = async (companyId: string) =>
    (
      await transactor.read([companyId], (tx) =>
        listAccounts(tx, companyId, { limit: 500, afterCode: '', leavesOnly: true }),
      )
    ).map(({ code }) => code)
  expect(await codes(large)).toContain('6401')
  expect(await codes(small)).toContain('5401')
  expect(await codes(small)).not.toContain('6401')
  expect((await codes(large)).length).toBe((await codes(again)).length)
})

test('of two who open the same books at once, one does', async () => {
  const companyId = newId()
  await Promise.all([1, 2, 3].map(() => openFor([{ companyId }])))
  expect(await countsOf(companyId)).toMatchObject({ books: 1, accounts: 183, periods: 12, templates: 37 })
  expect((await toldAbout(companyId)).get(periodChanged.type)).toHaveLength(12)
})

test('without the company scope there are no rows', async () => {
  const companyId = newId()
  await openFor([{ companyId }])
  expect(
    await transactor.read([newId()], (tx) =>
      listAccounts(tx, companyId, { limit: 5, afterCode: '', leavesOnly: false }),
    ),
  ).toEqual([])
})

import { type BusinessDate, refuse } from '@erp/values'
import { beforeAll, expect, test } from 'vitest'
import type { VoucherEntry } from '../src/domain/voucher-entry.ts'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { createVoucherDraft } from '../src/use-cases/create-voucher-draft.ts'
import { persons, useFinanceDatabase } from './finance-database.ts'
import { credit, debit, entry, peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const people = await peopleOf(finance)
const { companyId } = people.maker
const write = (more: Partial<VoucherEntry>) => people.as(people.maker, (u) => createVoucherDraft(u, entry(more)))
const at = (...path: string[]) => ({ path: ['input', ...path] })
const bank = { cashFlowItem: 'SALES_RECEIPTS' }
const dollars = { ...bank, foreignCurrency: 'USD', foreignAmount: '100.00', exchangeRate: '7.1' }
const opposite = credit('6051', '100.00')

beforeAll(async () => {
  await finance.database.rows`
    update account set dimensions = '{"department": "REQUIRED"}' where company_id = ${companyId}::uuid and code = '6601'`
  await finance.database.rows`
    update account set quantity_unit = '吨' where company_id = ${companyId}::uuid and code = '1411'`
  await finance.database.rows`
    update account set active = false where company_id = ${companyId}::uuid and code = '6711'`
  await finance.database.rows`
    update fiscal_period set status = 'CLOSED' where company_id = ${companyId}::uuid and period = '2026-01'`
  await finance.database.rows`
    update fiscal_period set status = 'CLOSING' where company_id = ${companyId}::uuid and period = '2026-02'`
})

const line = (one: ReturnType<typeof debit>): Partial<VoucherEntry> => ({ lines: [one, opposite] })

test.each<[string, Partial<VoucherEntry>, object]>([
  [
    'unbalanced',
    { lines: [debit('6602', '100.00'), credit('1602', '99.99')] },
    refuse('VoucherUnbalanced', { debit: '100.00', credit: '99.99' }),
  ],
  ['of one line', { lines: [debit('6602', '1.00')] }, refuse('VoucherTooShort', { lineCount: 1, minimum: 2 })],
  ['of no line', { lines: [] }, refuse('VoucherTooShort', { lineCount: 0, minimum: 2 })],
  [
    'of 10,000 lines',
    { lines: Array.from({ length: 5_000 }, () => entry().lines).flat() },
    refuse('VoucherTooLong', { lineCount: 10_000, maximum: 2_000 }),
  ],
  [
    'with both sides filled',
    line({ ...debit('6602', '100.00'), credit: '1.00' }),
    refuse('LineNotOneSided', { lineNumber: 1, problem: 'BOTH', ...at('lines', '0', 'debit') }),
  ],
  [
    'with neither side filled',
    line({ ...debit('6602', '0.00') }),
    refuse('LineNotOneSided', { lineNumber: 1, problem: 'NEITHER', ...at('lines', '0', 'debit') }),
  ],
  [
    'with an amount of three decimals',
    line(debit('6602', '1.005')),
    refuse('InvalidInput', { field: 'debit', problem: 'TOO_MANY_DECIMALS', ...at('lines', '0', 'debit') }),
  ],
  [
    'on an account there is not',
    line(debit('8888', '1.00')),
    refuse('AccountNotFound', { accountCode: '8888', ...at('lines', '0', 'accountCode') }),
  ],
  [
    'on a group account',
    line(debit('2221', '1.00')),
    refuse('AccountNotUsable', { accountCode: '2221', problem: 'GROUP', ...at('lines', '0', 'accountCode') }),
  ],
  [
    'on a disabled account',
    line(debit('6711', '1.00')),
    refuse('AccountNotUsable', { accountCode: '6711', problem: 'INACTIVE', ...at('lines', '0', 'accountCode') }),
  ],
  [
    'on an account that a subledger controls',
    line(debit('1122', '1.00')),
    refuse('AccountNotUsable', { accountCode: '1122', problem: 'CONTROL_ACCOUNT', ...at('lines', '0', 'accountCode') }),
  ],
  [
    'without a required dimension',
    line(debit('6601', '100.00')),
    refuse('DimensionMissing', { accountCode: '6601', dimension: 'department', ...at('lines', '0', 'departmentId') }),
  ],
  [
    'with a dimension the account does not keep',
    line(debit('1602', '100.00', { supplierId: companyId })),
    refuse('DimensionNotKept', { accountCode: '1602', dimension: 'supplier', ...at('lines', '0', 'supplierId') }),
  ],
  [
    'with a department there is not',
    line(debit('6601', '100.00', { departmentId: companyId })),
    refuse('DimensionValueUnknown', { dimension: 'department', value: companyId, ...at('lines', '0', 'departmentId') }),
  ],
  [
    'without the quantity of a quantity account',
    line(debit('1411', '100.00')),
    refuse('QuantityMissing', { accountCode: '1411', unit: '吨', ...at('lines', '0', 'quantity') }),
  ],
  [
    'with a foreign amount and no rate',
    line(debit('1002', '710.00', { ...dollars, exchangeRate: null })),
    refuse('ForeignAmountFaulty', {
      accountCode: '1002',
      problem: 'RATE_MISSING',
      ...at('lines', '0', 'exchangeRate'),
    }),
  ],
  [
    'with a foreign amount that is not the amount',
    line(debit('1002', '710.01', dollars)),
    refuse('ForeignAmountFaulty', {
      ...{ accountCode: '1002', problem: 'DISAGREES_WITH_RATE' },
      ...at('lines', '0', 'foreignAmount'),
    }),
  ],
  [
    'with a foreign amount in the currency of the books',
    line(debit('1002', '710.00', { ...dollars, foreignCurrency: 'CNY' })),
    refuse('ForeignAmountFaulty', {
      ...{ accountCode: '1002', problem: 'CURRENCY_OF_BOOKS' },
      ...at('lines', '0', 'foreignCurrency'),
    }),
  ],
  [
    'with a foreign amount on an account that keeps none',
    line(debit('6602', '710.00', { ...dollars, cashFlowItem: null })),
    refuse('ForeignAmountFaulty', {
      ...{ accountCode: '6602', problem: 'ACCOUNT_IN_CURRENCY_OF_BOOKS' },
      ...at('lines', '0', 'foreignAmount'),
    }),
  ],
  [
    'of cash without a cash-flow item',
    line(debit('1001', '100.00')),
    refuse('CashFlowItemMissing', { accountCode: '1001', ...at('lines', '0', 'cashFlowItem') }),
  ],
  [
    'with a cash-flow item there is not',
    line(debit('1001', '100.00', { cashFlowItem: 'toString' })),
    refuse('InvalidInput', { field: 'cashFlowItem', problem: 'UNKNOWN', ...at('lines', '0', 'cashFlowItem') }),
  ],
  [
    'with an empty summary',
    line(debit('6602', '100.00', { summary: ' ' })),
    refuse('InvalidInput', { field: 'summary', problem: 'NOT_1_TO_200_CHARACTERS', ...at('lines', '0', 'summary') }),
  ],
  ['of a series there is not', { word: '特' }, refuse('VoucherWordUnknown', { word: '特', ...at('word') })],
  [
    'dated in a closed period',
    { postingDate: '2026-01-31' as BusinessDate },
    refuse('PeriodNotOpen', { period: '2026-01', status: 'CLOSED' }),
  ],
  [
    'dated in a period that is closing',
    { postingDate: '2026-02-01' as BusinessDate },
    refuse('PeriodNotOpen', { period: '2026-02', status: 'CLOSING' }),
  ],
  [
    'dated in a period the books do not have',
    { postingDate: '2031-01-01' as BusinessDate },
    refuse('PeriodNotFound', { period: '2031-01' }),
  ],
  [
    'with -1 papers',
    { paperCount: -1 },
    refuse('InvalidInput', { field: 'paperCount', problem: 'NOT_0_TO_9999', ...at('paperCount') }),
  ],
  [
    'larger than the ledger holds',
    {
      lines: Array.from({ length: 2 }, () => [
        debit('6602', '9000000000000000.00'),
        credit('1602', '9000000000000000.00'),
      ]).flat(),
    },
    refuse('InvalidInput', { field: 'lines', problem: 'TOO_LARGE', ...at('lines') }),
  ],
])('a voucher %s is refused and nothing is stored', async (_, more, refusal) => {
  expect(await write(more)).toEqual(refusal)
  const stored = await finance.database.rows`
    select 1 as one from voucher_draft where company_id = ${companyId}::uuid
    union all select 1 from voucher_draft_number where company_id = ${companyId}::uuid
    union all select 1 from voucher where company_id = ${companyId}::uuid`
  expect(stored).toEqual([])
})

test('what these vouchers lacked makes them sound, and every fact reaches the ledger', async () => {
  const fresh = await peopleOf(finance)
  const own = fresh.maker.companyId
  await finance.database.rows`
    update account set dimensions = '{"department": "REQUIRED"}', quantity_unit = '吨'
    where company_id = ${own}::uuid and code = '6601'`
  const department = sound(
    await fresh.as(fresh.maker, (u) =>
      createDimensionValue(u, persons, { dimension: 'department', code: 'D1', name: { zh: '销售部', en: 'Sales' } }),
    ),
  )
  const draft = await fresh.posted(
    entry({
      lines: [
        debit('1002', '710.00', dollars),
        debit('6601', '90.00', { departmentId: department.id, quantity: '1.5' }),
        credit('6051', '800.00'),
      ],
    }),
  )
  const lines = await finance.database.rows`
    select debit::text, credit::text, foreign_currency, foreign_amount::text, trim_scale(exchange_rate)::text as rate,
           cash_flow_item, department_id, trim_scale(quantity)::text as quantity
    from voucher_line where voucher_id = ${draft.voucherId}::uuid order by line_number`
  const none = { foreign_currency: null, foreign_amount: null, rate: null, cash_flow_item: null }
  expect(lines).toEqual([
    {
      ...{ debit: '71000', credit: '0', foreign_currency: 'USD', foreign_amount: '10000', rate: '7.1' },
      ...{ cash_flow_item: 'SALES_RECEIPTS', department_id: null, quantity: null },
    },
    { debit: '9000', credit: '0', ...none, department_id: department.id, quantity: '1.5' },
    { debit: '0', credit: '80000', ...none, department_id: null, quantity: null },
  ])
})

test('a voucher of 2,000 lines is kept, reviewed and posted', async () => {
  const fresh = await peopleOf(finance)
  const draft = await fresh.posted(entry({ lines: Array.from({ length: 1_000 }, () => entry().lines).flat() }))
  expect(draft).toMatchObject({ lineCount: 2_000, status: 'POSTED' })
  const { lines } = await finance.balances(fresh.maker)
  expect(lines['6602']).toMatchObject({ debit: 10_000_000n })
})

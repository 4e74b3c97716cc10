import type { Caller } from '@erp/service-kit'
import { refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import type { TemplateLine } from '../src/domain/voucher-template.ts'
import { activateVoucherTemplate } from '../src/use-cases/activate-voucher-template.ts'
import { stockDocument } from './finance-database.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { transactor, accountantOfNewCompany, post, close, enter } = await useMonthEnd()

const inJanuary = { businessDate: '2026-01-15' }
const ledgerBlocked = (...blockers: object[]) => refuse('ClosingBlocked', { period: '2026-01', blockers })
const step = 'TIE_OUT_SUBLEDGERS'

/** A template whose author mistook one amount for another; its examples, in which both are equal, come out right. */
async function mistake(accountant: Caller, change: (line: TemplateLine) => Partial<TemplateLine>) {
  const receipt = builtInTemplates.PURCHASE_RECEIPT
  const lines = receipt.lines
    .filter(({ accountKey }) => accountKey !== 'PPV')
    .map((line) => ({ ...line, ...change(line) }))
  const content = { ...receipt, lines, examples: receipt.examples.slice(0, 1) }
  sound(
    await transactor.transact(accountant, 'activateVoucherTemplate', (unit) =>
      activateVoucherTemplate(unit, { eventKind: 'PURCHASE_RECEIPT', expectedVersion: 1, content }),
    ),
  )
}

const receiptAt = ({ companyId }: Caller, ...lines: { stock: string; clearing: string }[]) =>
  stockDocument(companyId, lines, inJanuary)

test('a month closes when stock and 暂估应付 are what the documents say, line by line', async () => {
  const accountant = await accountantOfNewCompany()
  const back = stockDocument(accountant.companyId, [{ stock: '-145.46', clearing: '-800.00' }], inJanuary)
  await post([
    receiptAt(accountant, { stock: '1000.00', clearing: '1030.00' }, { stock: '560.00', clearing: '560.00' }),
    back,
  ])
  // The template of returns puts what stock did not carry on COGS, which is carried forward first.
  expect(await close(accountant, '2026-01')).toEqual(
    ledgerBlocked({ step: 'PROFIT_CARRY_FORWARD', reason: 'PROFIT_NOT_CARRIED_FORWARD', facts: { count: '1' } }),
  )
})

test('stock that a template posts at another value is in the way, with both figures', async () => {
  const accountant = await accountantOfNewCompany()
  await mistake(accountant, ({ accountKey }) => (accountKey === 'INV' ? { amount: 'clearingValue' } : {}))
  await post([receiptAt(accountant, { stock: '98.00', clearing: '100.00' }, { stock: '50.00', clearing: '50.00' })])
  const facts = { ledger: '150.00', documents: '148.00', difference: '2.00' }
  expect(await close(accountant, '2026-01')).toEqual(ledgerBlocked({ step, reason: 'STOCK_APART', facts }))
})

test('暂估应付 is compared by document line, so that two mistakes do not make up for each other', async () => {
  const accountant = await accountantOfNewCompany()
  await mistake(accountant, ({ accountKey }) => (accountKey === 'GRIR' ? { amount: 'stockValue' } : {}))
  await post([
    receiptAt(accountant, { stock: '98.00', clearing: '100.00' }, { stock: '52.00', clearing: '50.00' }),
    receiptAt(accountant, { stock: '10.00', clearing: '10.00' }),
  ])
  const facts = { count: '2', ledger: '160.00', documents: '160.00' }
  expect(await close(accountant, '2026-01')).toEqual(ledgerBlocked({ step, reason: 'CLEARING_APART', facts }))
})

test('what is dated in another month is compared there', async () => {
  const accountant = await accountantOfNewCompany()
  await mistake(accountant, ({ accountKey }) => (accountKey === 'INV' ? { amount: 'clearingValue' } : {}))
  await post([
    stockDocument(accountant.companyId, [{ stock: '98.00', clearing: '100.00' }], { businessDate: '2026-02-01' }),
    receiptAt(accountant, { stock: '5.00', clearing: '5.00' }),
  ])
  await enter(accountant, '2026-01-10', ['Dr', '1221', '5.00'], ['Cr', '2241', '5.00'])
  sound(await close(accountant, '2026-01'))
  expect(await close(accountant, '2026-02')).toMatchObject({ blockers: [{ step, reason: 'STOCK_APART' }] })
})

import { type BusinessDate, currency, formatMoney, isRefusal, newId, type Period } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type Books, post } from '../src/domain/posting.ts'
import type { PostingFacts } from '../src/domain/posting-facts.ts'
import { balanceVoucher } from '../src/domain/voucher.ts'
import { factLine, factsOf, newBooks } from './posting-facts.ts'

const company = newId()
const books = newBooks(company)

function voucherOf(facts: PostingFacts, of: Books = books) {
  const voucher = post(facts, of)
  if (isRefusal(voucher) || 'nothingToPost' in voucher) throw new Error(JSON.stringify(voucher))
  return voucher
}

/** The lines as an accountant writes them. */
function written(facts: PostingFacts, of: Books = books): string[] {
  return voucherOf(facts, of).lines.map(
    ({ side, accountCode, amount }) => `${side === 'DEBIT' ? 'Dr' : 'Cr'} ${accountCode} ${formatMoney(amount)}`,
  )
}

function obstacleOf(facts: PostingFacts, of: Books | undefined) {
  const outcome = post(facts, of)
  return 'reason' in outcome ? { reason: outcome.reason, facts: outcome.facts } : outcome
}

const receipt = (...lines: Parameters<typeof factsOf>[2]) => factsOf(company, 'PURCHASE_RECEIPT', lines)
const supplierReturn = (...lines: Parameters<typeof factsOf>[2]) =>
  factsOf(company, 'PURCHASE_RETURN_UNINVOICED', lines)

describe('P1, purchase receipt', () => {
  test('debits stock by item class and credits received, not invoiced', () => {
    expect(written(receipt(factLine('1000.00')))).toEqual(['Dr 1405.01 1000.00', 'Cr 2202.02 1000.00'])
    expect(written(receipt(factLine('560.00', '560.00', { itemClass: 'RAW_MATERIAL' })))).toEqual([
      'Dr 1403 560.00',
      'Cr 2202.02 560.00',
    ])
  })

  test('keeps every business line apart, so that clearing accounts stay open items', () => {
    const lines = [factLine('3.33'), factLine('6.67', '6.67', { itemClass: 'FINISHED_GOODS' })]
    expect(written(receipt(...lines))).toEqual([
      'Dr 1405.01 3.33',
      'Dr 1405.02 6.67',
      'Cr 2202.02 3.33',
      'Cr 2202.02 6.67',
    ])
  })

  test('puts the difference to standard cost on its side', () => {
    expect(written(receipt(factLine('1000.00', '1030.00')))).toEqual([
      'Dr 1405.01 1000.00',
      'Dr 1404 30.00',
      'Cr 2202.02 1030.00',
    ])
    expect(written(receipt(factLine('1000.00', '980.00')))).toEqual([
      'Dr 1405.01 1000.00',
      'Cr 1404 20.00',
      'Cr 2202.02 980.00',
    ])
  })

  test('carries dates, document, template, rules and dimensions', () => {
    const line = factLine('12.34')
    const facts = receipt(line)
    const voucher = voucherOf(facts)
    expect(voucher).toMatchObject({
      companyId: company,
      word: '记',
      period: '2026-10',
      postingDate: '2026-10-15',
      businessDate: '2026-10-15',
      documentType: 'GOODS_RECEIPT',
      documentId: facts.documentId,
      sourceType: 'STOCK_DOCUMENT',
      sourceId: facts.sourceId,
      purpose: 'PURCHASE_RECEIPT',
      revision: 1,
      templateVersionId: books.templates.get('PURCHASE_RECEIPT')?.[0]?.id,
      total: { minor: 1234n, currency: 'CNY' },
    })
    const { lines: _, ...dimensions } = { ...line, lines: undefined }
    expect(voucher.lines[0]).toMatchObject({
      lineNumber: 1,
      accountKey: 'INV',
      accountRuleVersion: 1,
      summary: { zh: '采购入库 GR-2026-000001', en: 'Purchase receipt GR-2026-000001' },
      sourceLineId: dimensions.sourceLineId,
      stockEntryId: dimensions.stockEntryId,
      itemId: dimensions.itemId,
      warehouseId: dimensions.warehouseId,
      valuationAreaId: dimensions.valuationAreaId,
      supplierId: dimensions.supplierId,
      quantity: '1',
    })
  })
})

describe('P4, return before invoice', () => {
  test('clears what was received and takes the stock out', () => {
    expect(written(supplierReturn(factLine('-112.00')))).toEqual(['Dr 2202.02 112.00', 'Cr 1405.01 112.00'])
  })

  test('gives back to the cost of sales what stock no longer carries', () => {
    expect(written(supplierReturn(factLine('-145.46', '-800.00')))).toEqual([
      'Dr 2202.02 800.00',
      'Cr 1405.01 145.46',
      'Cr 6401 654.54',
    ])
  })

  test('charges the cost of sales when the last piece takes the residue', () => {
    expect(written(supplierReturn(factLine('-3.34', '-3.33')))).toEqual([
      'Dr 2202.02 3.33',
      'Cr 1405.01 3.34',
      'Dr 6401 0.01',
    ])
  })

  test('taken back stands in red on the same accounts', () => {
    expect(written(supplierReturn(factLine('112.00')))).toEqual(['Dr 2202.02 -112.00', 'Cr 1405.01 -112.00'])
  })
})

test('an event worth nothing needs no voucher; one line worth nothing is left out', () => {
  expect(post(receipt(factLine('0.00')), books)).toEqual({ nothingToPost: true })
  expect(written(receipt(factLine('0.00'), factLine('5.00')))).toEqual(['Dr 1405.01 5.00', 'Cr 2202.02 5.00'])
})

describe('what cannot be posted is held, with what must be known to mend it', () => {
  const facts = receipt(factLine('1000.00'))
  const periodAs = (status: 'CLOSING' | 'CLOSED') =>
    new Map([...books.periods].map(([key, period]) => [key, key === '2026-10' ? { ...period, status } : period]))

  test('no books', () => expect(obstacleOf(facts, undefined)).toEqual({ reason: 'BOOKS_NOT_OPEN', facts: {} }))

  test('a closed period; one that is closing still posts', () => {
    expect(obstacleOf(facts, { ...books, periods: periodAs('CLOSED') })).toEqual({
      reason: 'PERIOD_CLOSED',
      facts: { period: '2026-10' },
    })
    expect(written(facts, { ...books, periods: periodAs('CLOSING') })).toHaveLength(2)
  })

  test('a period the books do not have', () => {
    const early = { ...facts, businessDate: '2025-12-31' as BusinessDate }
    expect(obstacleOf(early, books)).toEqual({ reason: 'PERIOD_MISSING', facts: { period: '2025-12' } })
  })

  test('no template', () =>
    expect(obstacleOf(facts, { ...books, templates: new Map() })).toEqual({
      reason: 'VOUCHER_TEMPLATE_MISSING',
      facts: { eventKind: 'PURCHASE_RECEIPT' },
    }))

  test('no rule for an account key', () => {
    const rules = books.rules.filter(({ accountKey }) => accountKey !== 'GRIR')
    const { itemClass, valuationAreaId } = facts.lines[0] ?? {}
    expect(obstacleOf(facts, { ...books, rules })).toEqual({
      reason: 'ACCOUNT_RULE_MISSING',
      facts: { accountKey: 'GRIR', itemClass, valuationAreaId },
    })
  })

  test('an account that cannot carry the line', () => {
    const rules = books.rules.map((rule) => (rule.accountKey === 'GRIR' ? { ...rule, accountCode: '2202' } : rule))
    expect(obstacleOf(facts, { ...books, rules })).toEqual({
      reason: 'ACCOUNT_NOT_POSTABLE',
      facts: { accountKey: 'GRIR', accountCode: '2202', problem: 'GROUP' },
    })
  })

  test('another currency than that of the books', () => {
    expect(obstacleOf({ ...facts, currency: currency('USD') }, books)).toEqual({
      reason: 'CURRENCY_NOT_OF_BOOKS',
      facts: { currency: 'USD', booksCurrency: 'CNY' },
    })
  })

  test('amounts that do not add up', () => {
    const [line = factLine('1')] = facts.lines
    const amounts = { ...line.amounts, clearingValue: { ...line.amounts.clearingValue, minor: 99_999n } }
    expect(obstacleOf({ ...facts, lines: [{ ...line, amounts }] }, books)).toEqual({
      reason: 'VOUCHER_UNBALANCED',
      facts: { debit: '1000.00', credit: '999.99' },
    })
  })
})

test('a voucher with a line too few, or with a line of zero, cannot be built', () => {
  const { total: _, ...content } = voucherOf(receipt(factLine('10.00')))
  const [first] = content.lines
  if (!first) throw new Error('The voucher has no lines')
  const zero = { ...first, amount: { ...first.amount, minor: 0n } }
  for (const lines of [[], [first], [...content.lines, zero]])
    expect(isRefusal(balanceVoucher({ ...content, period: '2026-10' as Period, lines }))).toBe(true)
})

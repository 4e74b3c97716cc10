import { type BusinessDate, isRefusal, money, newId, zero } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClaimFacts, type ExpenseClaim, reduce, submit } from '../src/domain/expense-claim.ts'
import type { ExpenseLine } from '../src/domain/expense-line.ts'
import { factsOfClaim } from '../src/domain/expense-posting.ts'
import { mostTaxOf, standardExpenseTypes, takesPrintedTax } from '../src/domain/expense-type.ts'
import { post } from '../src/domain/posting.ts'
import { cny, newBooks } from './posting-facts.ts'

const company = newId()
const books = newBooks(company)
const on = '2026-10-15' as BusinessDate
const types = new Map(standardExpenseTypes(company).map((type) => [type.id, type]))
const facts: ClaimFacts = {
  currency: cny,
  types,
  rates: new Map(),
  perDiemRates: [],
  today: on,
  policies: [],
  elsewhere: [],
  trips: [],
  grade: null,
}
const none = zero(cny)

const blank: ExpenseClaim = {
  ...{ id: newId(), companyId: company, number: 'EC-2026-000001', status: 'DRAFT', version: 1, employeeId: newId() },
  ...{
    title: '',
    note: '',
    currency: cny,
    claimedTotal: none,
    approvedTotal: none,
    advanceUsed: none,
    problems: [],
    findings: [],
    budgetFindings: [],
  },
  ...{
    madeBy: newId(),
    authorIds: [],
    submittedBy: null,
    submittedAt: null,
    reducedBy: null,
    approvalId: null,
    decidedBy: null,
  },
  ...{
    decidedAt: null,
    approverIds: [],
    reason: null,
    approvedOn: null,
    cancelledOn: null,
    paidBy: null,
    paidOn: null,
    postingObstacle: null,
  },
  ...{ copiedFromId: null, createdAt: new Date(0), writtenDigest: null },
}

const written = fc
  .record({
    expenseTypeId: fc.constantFrom(...types.keys()),
    minor: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    printed: fc.nat(1_000),
    approved: fc.nat(1_000),
    untaxed: fc.nat(1_000),
  })
  .map(({ minor, ...line }) => ({ ...line, amount: money(minor, cny) }))
const claims = fc.record({ lines: fc.array(written, { minLength: 1, maxLength: 20 }), advance: fc.nat(1_000) })

test('whatever is claimed and approved, VAT stays within the receipts and the voucher balances; red takes back all of it', () => {
  fc.assert(
    fc.property(claims, ({ lines, advance }) => {
      const claimed = lines.map(({ expenseTypeId, amount, printed, untaxed }, index): ExpenseLine => {
        const type = types.get(expenseTypeId)
        if (!type) throw new Error('There is no such type')
        const part = money((amount.minor * BigInt(untaxed)) / 1_000n, cny)
        const most = takesPrintedTax(type) ? mostTaxOf(type, amount, part).minor : 0n
        return {
          ...{ id: newId(), lineNumber: index + 1, expenseTypeId, spentOn: on, currency: cny, amount },
          ...{ exchangeRate: null, printedTax: money((most * BigInt(printed)) / 1_000n, cny) },
          ...{ receiptNumber: `R${index}`, departmentId: null, projectId: null, city: null, note: '' },
          ...{
            baseAmount: null,
            tax: null,
            approvedAmount: null,
            approvedTax: null,
            reductionReason: null,
            perDiemDays: null,
            untaxedAmount: part,
            tripNumber: null,
          },
        }
      })
      const by = { userId: newId(), at: new Date(0), approvalId: newId() }
      const submitted = submit({ claim: blank, lines: claimed }, facts, by)
      if (isRefusal(submitted)) throw new Error(JSON.stringify(submitted))
      const reductions = lines.map(({ amount, approved }, index) => ({
        ...{ lineNumber: index + 1, reason: '核减', amount: money((amount.minor * BigInt(approved)) / 1_000n, cny) },
      }))
      const reduced = reduce(submitted, reductions, by)
      if (isRefusal(reduced)) {
        expect(reduced).toMatchObject({ problem: 'NOTHING_LEFT' })
        return
      }
      for (const line of reduced.lines) {
        const [approved, tax] = [line.approvedAmount?.minor ?? -1n, line.approvedTax?.minor ?? -1n]
        expect(approved >= 0n && approved <= (line.baseAmount?.minor ?? 0n)).toBe(true)
        expect(tax >= 0n && tax <= (line.tax?.minor ?? 0n) && tax <= approved).toBe(true)
      }

      const { claim } = reduced
      const advanceUsed = money((claim.approvedTotal.minor * BigInt(advance)) / 1_000n, cny)
      const vouchers = (['APPROVED', 'CANCELLED'] as const).map((fact) => {
        const voucher = post(factsOfClaim({ ...claim, advanceUsed }, reduced.lines, { types, fact, on }), books)
        if (isRefusal(voucher) || 'nothingToPost' in voucher) throw new Error(JSON.stringify(voucher))
        return voucher
      })
      const [black, red] = vouchers
      expect(black?.total).toEqual(claim.approvedTotal)
      const owed = black?.lines.filter(({ side }) => side === 'CREDIT').map(({ amount }) => amount.minor) ?? []
      expect(owed.reduce((sum, minor) => sum + minor, 0n)).toBe(claim.approvedTotal.minor)
      expect(red?.lines.map(({ accountCode, side, amount }) => [accountCode, side, -amount.minor])).toEqual(
        black?.lines.map(({ accountCode, side, amount }) => [accountCode, side, amount.minor]),
      )
    }),
  )
})

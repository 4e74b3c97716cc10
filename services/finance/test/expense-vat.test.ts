import { refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { linesOfClaims } from '../src/store/expense-claim-lines.ts'
import { copyExpenseClaim } from '../src/use-cases/save-expense-claim.ts'
import { changeExpenseType } from '../src/use-cases/set-expense-type.ts'
import { reduceExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { atClaim } from './employee-payments.ts'
import { faultsOf, fedCompany, hotel, outcomes } from './expense-feed-people.ts'
import { claimantsOf, today } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

async function travellers() {
  const people = await claimantsOf(finance)
  const linesOf = async ({ id }: { readonly id: string }) =>
    (await finance.transactor.read([people.companyId], (tx) => linesOfClaims(tx, [id]))).get(id) ?? []
  const taxes = async (claim: { readonly id: string }) => (await linesOf(claim)).map(({ tax }) => tax?.minor)
  const problems = async (...lines: ReturnType<typeof people.line>[]) =>
    sound(await people.save({ lines })).problems.map(({ lineNumber, problem }) => `${lineNumber} ${problem}`)
  return { ...people, linesOf, taxes, problems }
}

test('of an air ticket the development fund carries no VAT; rail and road tickets carry it whole', async () => {
  const people = await travellers()
  const claim = await people.approved([
    people.line('AIR', '1000.00', { untaxedAmount: '50.00' }),
    people.line('RAIL', '109.00'),
    people.line('ROAD', '103.00'),
  ])
  expect(await people.taxes(claim)).toEqual([7_844n, 900n, 300n])
  expect(await people.entriesOf(claim)).toEqual([
    ...['1 Dr 6602 1121.56', '1 Dr 2221.01.01 90.44', '1 Cr 2241 1212.00'],
  ])
})

test('an electronic ticket says its VAT, at most what its fare can hold, and a paper one is computed', async () => {
  const people = await travellers()
  const air = (more: object) => people.line('AIR', '1000.00', { untaxedAmount: '50.00', ...more })
  expect(
    await people.problems(air({ printedTax: '78.44' }), people.line('RAIL', '109.00', { printedTax: '9.00' })),
  ).toEqual([])
  expect(await people.problems(air({ printedTax: '78.45' }))).toEqual(['1 TAX_TOO_HIGH'])
  expect(await people.problems(people.line('ROAD', '103.00', { printedTax: '3.00' }))).toEqual(['1 TAX_NOT_TAKEN'])
  const claim = await people.approved([air({ printedTax: '70.00' }), air({}), air({ printedTax: '0.00' })])
  expect(await people.taxes(claim)).toEqual([7_000n, 7_844n, 0n])
  expect(await people.entriesOf(claim)).toEqual([
    ...['1 Dr 6602 2851.56', '1 Dr 2221.01.01 148.44', '1 Cr 2241 3000.00'],
  ])
})

test('which of them a type takes is for the company to say', async () => {
  const people = await travellers()
  const change = (code: string, vatRule: 'COMPUTED' | 'PRINTED_OR_COMPUTED', vatRate: string) =>
    people.as(people.clerk, (u) =>
      changeExpenseType(u, {
        ...{ expenseTypeId: people.types.get(code) ?? '', expectedVersion: 1, name: { zh: code, en: code } },
        ...{ vatRule, vatRate, receiptRequired: true, active: true },
      }),
    )
  sound(await change('AIR', 'COMPUTED', '9'))
  sound(await change('ROAD', 'PRINTED_OR_COMPUTED', '3'))
  expect(await people.problems(people.line('AIR', '109.00', { printedTax: '9.00' }))).toEqual(['1 TAX_NOT_TAKEN'])
  expect(await people.problems(people.line('ROAD', '103.00', { printedTax: '3.00' }))).toEqual([])
})

test('the part without VAT is from nothing to the amount, and stays with what is reduced or copied', async () => {
  const people = await travellers()
  const air = (untaxedAmount: string) => people.line('AIR', '1000.00', { untaxedAmount })
  expect(await people.problems(air('1000.00'), air('0.00'))).toEqual([])
  expect(await people.problems(air('1000.01'))).toEqual(['1 UNTAXED_TOO_HIGH'])
  expect(await people.save({ lines: [air('-0.01')] })).toEqual(
    refuse('InvalidInput', { field: 'lines.1.untaxedAmount', problem: 'NEGATIVE' }),
  )
  const claim = await people.submitted([air('50.00')])
  const reductions = [{ lineNumber: 1, approvedAmount: '500.00', reason: '改签费自理' }]
  const reduced = sound(
    await people.as(people.approver, (u) => reduceExpenseClaim(u, { ...atClaim(claim), reductions }, people.approvals)),
  )
  expect((await people.linesOf(claim)).map(({ approvedTax }) => approvedTax?.minor)).toEqual([3_922n])
  const copy = sound(await people.as(people.employee, (u) => copyExpenseClaim(u, atClaim(reduced))))
  expect((await people.linesOf(copy)).map(({ untaxedAmount }) => untaxedAmount?.minor)).toEqual([5_000n])
})

test('another system says it too, and a claim that never had it stays the same claim', async () => {
  const { send, claimOf, companyId } = await fedCompany(finance)
  const air = { expenseType: 'AIR', amount: '1000.00', tax: null }
  const { claims } = await send([
    hotel('OA-1', {}, { ...air, untaxedAmount: '50.00' }),
    hotel('OA-2', {}, { ...air, untaxedAmount: '1000.01' }),
    hotel('OA-3', {}, { ...air, untaxedAmount: 'x' }),
    hotel('OA-4', {}, air),
  ])
  expect(outcomes(claims)).toEqual(['OA-1 TAKEN', 'OA-2 REJECTED', 'OA-3 REJECTED', 'OA-4 TAKEN'])
  expect(faultsOf(claims[2])).toMatchObject([[null, 'InvalidInput', 'lines.1.untaxedAmount', expect.any(String)]])
  const { id } = await claimOf(claims[0])
  const lines = (await finance.transactor.read([companyId], (tx) => linesOfClaims(tx, [id]))).get(id)
  expect(lines?.map(({ tax, spentOn }) => [tax?.minor, spentOn])).toEqual([[7_844n, today]])
  const again = await send([hotel('OA-4', {}, { ...air, untaxedAmount: null }), hotel('OA-1', {}, air)])
  expect(outcomes(again.claims)).toEqual(['OA-4 KNOWN', 'OA-1 DIFFERENT'])
})

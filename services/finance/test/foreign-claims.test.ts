import { type BusinessDate, type Currency, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { linesOfClaims } from '../src/store/expense-claim-lines.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { payExpenseClaim } from '../src/use-cases/pay-employees.ts'
import { setExchangeRate } from '../src/use-cases/set-exchange-rate.ts'
import { atClaim, cashiersOf, usual } from './employee-payments.ts'
import { today } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const [usd, eur] = ['USD', 'EUR'] as unknown as [Currency, Currency]
const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10) as BusinessDate

async function travellersAbroad() {
  const people = await cashiersOf(finance)
  const rate = (foreignCurrency: Currency, text: string, effectiveOn = yesterday) =>
    people.as(people.clerk, (u) =>
      setExchangeRate(u, { foreignCurrency, rateType: 'SPOT', effectiveOn, rate: text, expectedVersion: null }),
    )
  sound(await rate(usd, '7.1000'))
  sound(await rate(eur, '7.8050'))
  const worth = async ({ id }: { readonly id: string }) =>
    ((await finance.transactor.read([people.companyId], (tx) => linesOfClaims(tx, [id]))).get(id) ?? []).map(
      ({ amount, baseAmount, tax }) => [amount?.minor, baseAmount?.minor, tax?.minor],
    )
  return { ...people, rate, worth }
}

test('what was spent in dollars is owed and paid in the currency of the books, at the rate of the day it was spent', async () => {
  const people = await travellersAbroad()
  const abroad = { currency: usd, spentOn: yesterday }
  const claim = await people.approved([
    people.line('HOTEL', '123.45', { ...abroad, exchangeRate: '7.1234' }),
    people.line('MEAL', '10.55', abroad),
  ])
  // 123.45 × 7.1234 = 879.3837…, 10.55 × 7.1 = 74.905: half up, and no VAT of receipts from abroad.
  expect(await people.worth(claim)).toEqual([
    [12_345n, 87_938n, 0n],
    [1_055n, 7_491n, 0n],
  ])
  expect(claim).toMatchObject({ status: 'APPROVED', approvedTotal: { minor: 95_429n, currency: 'CNY' } })
  expect(await people.entriesOf(claim)).toEqual(['1 Dr 6602 954.29', '1 Cr 2241 954.29'])

  // The dollar rises before the cashier pays: the employee is owed what was approved, so nothing is gained or lost.
  sound(await people.rate(usd, '7.3000', today))
  await finance.database.rows`
    update account set foreign_currency = true where company_id = ${people.companyId}::uuid and code = '1012'`
  const dollars = sound(
    await people.as(people.clerk, (u) =>
      createCashAccount(u, {
        ...{ code: 'USD', name: { zh: '美元户', en: 'USD' }, accountCode: '1012', currency: usd, bankName: null },
      }),
    ),
  )
  const inDollars = people.as(people.cashier, (u) =>
    payExpenseClaim(u, { ...atClaim(claim), ...usual, cashAccountId: dollars.id }),
  )
  expect(await inDollars).toEqual(
    refuse('InvalidInput', { field: 'cashAccountId', problem: 'NOT_IN_CURRENCY_OF_BOOKS' }),
  )
  expect(sound(await people.payClaim(claim))).toMatchObject({ status: 'PAID', paidOn: today })
  expect(await people.paymentEntries()).toEqual(['Dr 2241 954.29', 'Cr 1002 954.29'])
  await people.agree()
})

test('a journey through two countries is one claim, each line at the rate of its own currency and day', async () => {
  const people = await travellersAbroad()
  sound(await people.rate(usd, '7.2000', today))
  const claim = await people.approved([
    people.line('HOTEL', '200.00', { currency: usd, spentOn: yesterday }),
    people.line('HOTEL', '200.00', { currency: usd }),
    people.line('MEAL', '30.01', { currency: eur }),
    people.line('HOTEL', '1060.00', { printedTax: '60.00' }),
  ])
  // 200 × 7.1, 200 × 7.2, 30.01 × 7.805 = 234.228…, and 1,060.00 with 60.00 VAT at home.
  expect(await people.worth(claim)).toEqual([
    [20_000n, 142_000n, 0n],
    [20_000n, 144_000n, 0n],
    [3_001n, 23_423n, 0n],
    [106_000n, 106_000n, 6_000n],
  ])
  expect(await people.entriesOf(claim)).toEqual([
    ...['1 Dr 6602 4094.23', '1 Dr 2221.01.01 60.00', '1 Cr 2241 4154.23'],
  ])
  expect(sound(await people.payClaim(claim))).toMatchObject({ status: 'PAID' })
  expect(await people.paymentEntries()).toEqual(['Dr 2241 4154.23', 'Cr 1002 4154.23'])
  await people.agree()
})

test('a dollar claim uses an advance first, and the rest of it is paid', async () => {
  const people = await travellersAbroad()
  await people.paid('500.00')
  const claim = await people.approved([people.line('MEAL', '100.00', { currency: usd, spentOn: yesterday })])
  expect(claim).toMatchObject({ advanceUsed: { minor: 50_000n }, approvedTotal: { minor: 71_000n } })
  sound(await people.payClaim(claim))
  expect((await people.paymentEntries()).slice(2)).toEqual(['Dr 2241 210.00', 'Cr 1002 210.00'])
  await people.agree()
})

import { verifySystem } from '@erp/local'
import { newId } from '@erp/values'
import { expect } from 'vitest'
import { databaseUrlsOf } from '../faults/invariants.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const choose = ({ controller }: TestCompany, mode: string, effectiveOn = '2026-01-01') =>
  controller.change('ChooseCostOfSales', { mode, effectiveOn })

for (const { item, costing, cost, third, twoThirds, back } of [
  { item: 'STEEL', costing: 'at moving average', cost: '624.00', third: '208.00', twoThirds: '416.00', back: '52.00' },
  {
    item: 'PAINT',
    costing: 'first in, first out',
    cost: '600.00',
    third: '200.00',
    twoThirds: '400.00',
    back: '50.00',
  },
])
  scenario(
    `What goods cost that are shipped becomes cost of sales with their invoices, ${costing}`,
    async ({ company, system }) => {
      const { sales, biller } = company
      await choose(company, 'AT_INVOICE')
      await buysTwice(company, item)
      const delivery = await sales.delivers(await sales.promises([`60 × ${item} at 18.00`]))
      const shipped = [`Dr 1406 ${cost}`, `Cr 1403 ${cost}`]
      expect(await company.entriesOf(delivery)).toEqual([shipped])
      expect(await company.legsOf(delivery)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])

      const part = await biller.charges(delivery, [`20 × ${item}`])
      expect(await company.legsOf(part)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
      await company.atRest()
      const owed = ['Dr 1122 406.80', 'Cr 6001 360.00', 'Cr 2221.01.02 46.80']
      expect(await company.entriesOf(part)).toEqual(inAnyOrder(owed, [`Dr 6401 ${third}`, `Cr 1406 ${third}`]))
      expect(await company.accountant.ask('ShippedGoods', { itemId: company.itemIds.get(item) })).toEqual({
        shippedGoods: {
          nodes: [
            {
              deliveryLine: { id: delivery.lines.nodes[0]?.id, delivery: { number: delivery.number } },
              ...{ item: { code: item }, quantity: '60', invoicedQuantity: '20' },
              ...amounts({ value: cost, chargedValue: third, openValue: twoThirds }),
            },
          ],
        },
      })
      expect(await company.accountant.ask('ChargedLinesOfSalesInvoice', { id: part.id })).toEqual({
        salesInvoice: {
          stockEntries: [
            {
              ...{ quantity: '0', ...amounts({ value: '0.00', clearingValue: third }) },
              source: { __typename: 'SalesInvoice', number: part.number },
              sourceLine: { __typename: 'SalesInvoiceLine', quantity: '20' },
            },
          ],
        },
      })
      const rest = await biller.charges(delivery)
      await company.atRest()
      expect(await company.entriesOf(rest)).toEqual(
        expect.arrayContaining([[`Dr 6401 ${twoThirds}`, `Cr 1406 ${twoThirds}`]]),
      )
      expect(await balancesOf(company)).toMatchObject({ '6401': `Dr ${cost}` })
      expect(await balancesOf(company)).not.toHaveProperty('1406')

      const taken = await biller.takesBack(rest)
      await company.atRest()
      expect(await company.entriesOf(taken)).toEqual(
        expect.arrayContaining([[`Dr 6401 -${twoThirds}`, `Cr 1406 -${twoThirds}`]]),
      )
      expect(await balancesOf(company)).toMatchObject({ '6401': `Dr ${third}`, '1406': `Dr ${twoThirds}` })
      const uninvoiced = await sales.takesIn(await sales.hasBack(delivery, [`5 × ${item}`]))
      expect(await company.entriesOf(uninvoiced)).toEqual([[`Dr 1403 ${back}`, `Cr 1406 ${back}`]])
      await biller.charges(delivery)
      const invoiced = await sales.takesIn(await sales.hasBack(delivery, [`5 × ${item}`]))
      await company.atRest()
      expect(await company.entriesOf(invoiced)).toEqual(
        inAnyOrder([`Dr 1403 ${back}`, `Cr 1406 ${back}`], [`Dr 6401 -${back}`, `Cr 1406 -${back}`]),
      )
      await biller.credits(await biller.writesCredit(invoiced))
      await company.atRest()
      expect(await balancesOf(company)).not.toHaveProperty('1406')
      expect(await company.accountant.ask('ShippedGoods', {})).toEqual({ shippedGoods: { nodes: [] } })
      expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
      const findings = (await verifySystem(databaseUrlsOf(system))).filter(({ rule }) => rule.includes('shipped'))
      expect(findings).toHaveLength(3)
      for (const { examined, breaks } of findings) expect([examined > 0, breaks]).toEqual([true, []])
    },
    90_000,
  )

scenario('What is shipped and taken back leaves nothing, and a gift is no shipped goods', async ({ company }) => {
  const { sales } = company
  await choose(company, 'AT_INVOICE')
  await buysTwice(company, 'STEEL')
  const delivery = await sales.delivers(await sales.promises(['60 × STEEL at 18.00']))
  await company.atRest()
  expect(await sales.takesBack(delivery)).toMatchObject({ status: 'CANCELLED' })
  await company.atRest()
  expect(await company.entriesOf(delivery)).toEqual([
    ['Dr 1406 624.00', 'Cr 1403 624.00'],
    ['Dr 1406 -624.00', 'Cr 1403 -624.00'],
  ])
  const gift = await sales.lets(await sales.gives(['2 × STEEL at 18.00']), company.administrator)
  expect(await company.entriesOf(gift)).toEqual([['Dr 6601 25.48', 'Cr 1403 20.80', 'Cr 2221.01.02 4.68']])
})

scenario('The other way is chosen once all is invoiced, for days that nobody delivered on', async ({ company }) => {
  const { sales, biller, controller, accountant } = company
  await buysTwice(company, 'STEEL')
  const order = await sales.promises(['60 × STEEL at 18.00'])
  const atOnce = await sales.delivers(order, ['20 × STEEL'], '2026-02-10')
  const before = await company.everything()
  expect(await refusalOf(choose(company, 'AT_INVOICE', '2026-02-10'))).toMatchObject({
    ...{ code: 'COST_OF_SALES_CHOICE_TOO_EARLY', effectiveOn: '2026-02-10', takenOn: '2026-02-10' },
    message: 'Choose for a day after 2026-02-10; until then it is decided.',
  })
  expect(await refusalOf(choose(company, 'AT_INVOICE', '2026-02-11'))).toMatchObject({
    ...{ code: 'GOODS_NOT_INVOICED', deliveryLines: 1 },
    message: '1 delivery lines went out the other way and are not invoiced yet.',
  })
  await expect(sales.change('ChooseCostOfSales', { mode: 'AT_INVOICE', effectiveOn: '2026-02-11' })).rejects.toThrow(
    'sales.costOfSales.choose',
  )
  expect(await company.everything()).toEqual(before)

  const draft = await biller.writesInvoice(atOnce)
  expect(await refusalOf(choose(company, 'AT_INVOICE', '2026-02-11'))).toMatchObject({ code: 'GOODS_NOT_INVOICED' })
  await biller.issues(draft)
  const key = { idempotencyKey: newId(), mode: 'AT_INVOICE', effectiveOn: '2026-02-11' }
  const chosen = [{ effectiveOn: '2026-02-11', mode: 'AT_INVOICE' }]
  expect(await controller.change('ChooseCostOfSales', key)).toEqual(chosen)
  expect(await controller.change('ChooseCostOfSales', key)).toEqual(chosen)
  expect(await accountant.ask('CostOfSalesChoices', {})).toEqual({ costOfSalesChoices: chosen })

  const shipped = await sales.delivers(order, ['40 × STEEL'], today)
  expect(await company.entriesOf(atOnce)).toEqual([['Dr 6401 208.00', 'Cr 1403 208.00']])
  expect(await company.entriesOf(shipped)).toEqual([['Dr 1406 416.00', 'Cr 1403 416.00']])
  const bothWays = [atOnce, shipped].flatMap(({ lines }) => lines.nodes.map(({ id }) => id))
  const back = { returnedOn: today, lines: bothWays.map((deliveryLineId) => ({ deliveryLineId, quantity: '1' })) }
  expect(await refusalOf(sales.change('CreateSalesReturn', back))).toMatchObject({
    ...{
      code: 'DELIVERIES_COSTED_APART',
      path: ['input', 'lines', '1', 'deliveryLineId'],
    },
  })
  const invoice = await biller.charges(shipped)
  await company.atRest()
  expect(await company.entriesOf(invoice)).toEqual(expect.arrayContaining([['Dr 6401 416.00', 'Cr 1406 416.00']]))
})

const amounts = (of: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(of).map(([name, amount]) => [name, { amount }]))
const inAnyOrder = (...vouchers: string[][]) =>
  expect.toSatisfy((found: string[][]) => sorted(found) === sorted(vouchers))
const sorted = (vouchers: readonly string[][]) => JSON.stringify(vouchers.map((lines) => lines.join(' | ')).toSorted())

/** What stands on each account at the end of the month. */
async function balancesOf({ accountant }: TestCompany): Promise<Record<string, string>> {
  const { trialBalance } = await accountant.ask<{
    trialBalance: {
      lines: {
        account: { code: string; leaf: boolean }
        closing: { debit: { amount: string }; credit: { amount: string } }
      }[]
    }
  }>('TrialBalance', { period: today.slice(0, 7) })
  return Object.fromEntries(
    trialBalance.lines
      .filter(({ account, closing }) => account.leaf && closing.debit.amount !== closing.credit.amount)
      .map(({ account, closing: { debit, credit } }) => [
        account.code,
        debit.amount === '0.00' ? `Cr ${credit.amount}` : `Dr ${debit.amount}`,
      ]),
  )
}

/** 100 at 10.00 and 50 at 11.20. */
async function buysTwice({ buyer, storekeeper, atRest }: TestCompany, item: string): Promise<void> {
  const on = '2026-02-01'
  await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`], { on })
  await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`], { on })
  await atRest()
}

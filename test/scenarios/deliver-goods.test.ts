import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const items = [
  { item: 'STEEL', costing: 'at moving average', cost: '624.00', left: '90 / 936.00', layers: [] },
  {
    item: 'PAINT',
    costing: 'first in, first out',
    cost: '600.00',
    left: '90 / 960.00',
    layers: ['GR-2026-000001 40 / 400.00', 'GR-2026-000002 50 / 560.00'],
  },
] as const

for (const { item, costing, cost, left, layers } of items)
  scenario(`What goes to a customer becomes the cost of sales at what it carries, ${costing}`, async ({ company }) => {
    const { sales } = company
    await buysTwice(company, item)
    const order = await sales.promises([`60 × ${item} at 18.00`])
    expect(order).toMatchObject({ number: 'SO-2026-000001', status: 'CONFIRMED' })
    const delivery = await sales.delivers(order)
    expect(delivery).toMatchObject({
      ...{ number: 'DN-2026-000001', status: 'CONFIRMED' },
      lines: { nodes: [{ item: { code: item }, quantity: '60' }] },
    })
    expect(await company.legsOf(delivery)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(delivery)).toEqual([[`Dr 6401 ${cost}`, `Cr 1403 ${cost}`]])
    expect(await company.stockOf(item)).toEqual({ MAIN: left })
    expect(await company.layersOf(item)).toEqual(layers)
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

    expect(await sales.takesBack(delivery)).toMatchObject({ status: 'CANCELLED', refusalCode: null })
    await company.atRest()
    expect(await company.entriesOf(delivery)).toEqual([
      [`Dr 6401 ${cost}`, `Cr 1403 ${cost}`],
      [`Dr 6401 -${cost}`, `Cr 1403 -${cost}`],
    ])
    expect(await company.stockOf(item)).toEqual({ MAIN: '150 / 1560.00' })
    const again = await sales.delivers(order)
    expect(await company.entriesOf(again)).toEqual([[`Dr 6401 ${cost}`, `Cr 1403 ${cost}`]])
  })

scenario('No more goes out than was ordered, in any parts, and what is kept for others stays', async ({ company }) => {
  const { buyer, storekeeper, sales } = company
  await storekeeper.receives(await buyer.agreesOn(['10 × LAMP at 10.00']), ['10 × LAMP'])
  await company.atRest()
  const [order, other] = [await sales.promises(['6 × LAMP at 18.00']), await sales.promises(['4 × LAMP at 18.00'])]
  await sales.delivers(order, ['2 × LAMP'])
  const before = await company.everything()
  expect(await refusalOf(sales.sends(order, ['5 × LAMP']))).toMatchObject({
    ...{ code: 'OVER_DELIVERY', ordered: '6', delivered: '2', requested: '5', open: '4' },
  })
  expect(await company.everything()).toEqual(before)
  expect(await sales.delivers(order)).toMatchObject({ lines: { nodes: [{ quantity: '4' }] } })
  expect(await refusalOf(sales.sends(order))).toMatchObject({ code: 'INVALID_INPUT' })
  expect(await company.stockOf('LAMP')).toEqual({ MAIN: '4 / 40.00' })
  expect(await sales.delivers(other)).toMatchObject({ status: 'CONFIRMED' })
  expect(await company.stockOf('LAMP')).toEqual({ MAIN: '0 / 0.00' })
})

scenario(
  'A delivery whose goods are gone is refused by inventory, and goes when they have come',
  async ({ company }) => {
    const { buyer, storekeeper, sales } = company
    const bought = await buyer.agreesOn(['20 × LAMP at 10.00'])
    const receipt = await storekeeper.receives(bought, ['10 × LAMP'])
    await company.atRest()
    const order = await sales.promises(['5 × LAMP at 18.00'])
    const first = await sales.delivers(order)
    await sales.takesBack(first) // what it used up of the reservation is kept for nobody now
    await buyer.sendsBack(await buyer.returns(receipt, ['6 × LAMP']))
    await company.atRest()
    const refused = await sales.delivers(order)
    expect(refused).toMatchObject({
      ...{ status: 'REFUSED', refusalCode: 'STOCK_INSUFFICIENT' },
      refusalReason: 'There is not enough in stock: 4 of 5.',
      legs: [{ state: 'REFUSED' }, { state: 'REFUSED' }],
    })
    await storekeeper.receives(bought, ['1 × LAMP'])
    expect(await sales.lets(refused)).toMatchObject({ id: refused.id, status: 'CONFIRMED', refusalCode: null })
    expect(await company.entriesOf(refused)).toEqual([['Dr 6401 50.00', 'Cr 1405.01 50.00']])
  },
)

for (const { item, costing, back, left } of [
  { item: 'STEEL', costing: 'at moving average', back: '52.00', left: '95 / 988.00' },
  { item: 'PAINT', costing: 'first in, first out', back: '50.00', left: '95 / 1010.00' },
])
  scenario(`What a customer sends back is worth what it cost when it went out, ${costing}`, async ({ company }) => {
    const { sales } = company
    await buysTwice(company, item)
    const delivery = await sales.delivers(await sales.promises([`60 × ${item} at 18.00`]))
    const returned = await sales.takesIn(await sales.hasBack(delivery, [`5 × ${item}`]))
    expect(returned).toMatchObject({ number: 'SR-2026-000001', status: 'CONFIRMED' })
    expect(await company.legsOf(returned)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(returned)).toEqual([[`Dr 1403 ${back}`, `Cr 6401 ${back}`]])
    expect(await company.stockOf(item)).toEqual({ MAIN: left })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

    const before = await company.everything()
    expect(await refusalOf(sales.hasBack(delivery, [`56 × ${item}`]))).toMatchObject({
      ...{ code: 'RETURN_EXCEEDS_DELIVERED', delivered: '60', returned: '5', available: '55' },
    })
    expect(await refusalOf(sales.takesBack(delivery))).toMatchObject({ code: 'DELIVERY_RETURNED' })
    expect(await company.everything()).toEqual(before)
  })

/** 100 at 10.00 and 50 at 11.20. */
async function buysTwice({ buyer, storekeeper, atRest }: TestCompany, item: string): Promise<void> {
  await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
  await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
  await atRest()
}

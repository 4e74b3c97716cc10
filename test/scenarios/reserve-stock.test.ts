import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

scenario('Of two who want the last lamps at once one gets them, and they stay for him', async ({ company }) => {
  const { buyer, storekeeper, sales } = company
  const order = await buyer.agreesOn(['100 × LAMP at 10.00'])
  const receipt = await storekeeper.receives(order, ['50 × LAMP'])
  await company.atRest()
  expect(await lamps(company)).toEqual('50 − 0 + 50 = 100')

  const wanted = { ...places(company), quantity: '30' }
  const outcomes = await Promise.allSettled([
    sales.change<{ id: string }>('ReserveStock', { ...wanted, reference: 'Lin Hai' }),
    storekeeper.change<{ id: string }>('ReserveStock', { ...wanted, reference: 'Bao Gang' }),
  ])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(await refusalOf(Promise.reject(refused?.reason))).toMatchObject({
    __typename: 'StockNotAvailable',
    code: 'STOCK_NOT_AVAILABLE',
    message: 'Only 20 can still be promised; 30 were asked for.',
    shortages: [{ available: '20', requested: '30' }],
  })
  expect(await lamps(company)).toEqual('50 − 30 + 50 = 70')

  const before = await company.stockOf('LAMP')
  const back = await buyer.sendsBack(await buyer.returns(receipt, ['21 × LAMP']))
  expect(back).toMatchObject({ status: 'REFUSED', refusalReason: 'There is not enough in stock: 20 of 21.' })
  expect(await company.stockOf('LAMP')).toEqual(before)
  await buyer.sendsBack(await buyer.returns(receipt, ['20 × LAMP']))
  await company.atRest()
  expect(await lamps(company)).toEqual('30 − 30 + 50 = 50')

  const [kept] = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  const released = await sales.change('ReleaseReservation', { reservationId: kept?.value.id })
  expect(released).toMatchObject({ status: 'RELEASED', openQuantity: '0' })
  await buyer.sendsBack(back)
  await company.atRest()
  expect(await lamps(company)).toEqual('9 − 0 + 50 = 59')
})

scenario('Who wants more than there is reserves nothing at all', async ({ company }) => {
  await company.sales.session()
  const before = await company.everything()
  const wanted = company.sales.change('ReserveStock', { ...places(company), quantity: '1', reference: 'Lin Hai' })
  expect(await refusalOf(wanted)).toMatchObject({ shortages: [{ available: '0', requested: '1' }] })
  expect(await company.everything()).toEqual(before)
})

function places(company: TestCompany) {
  return { itemId: company.itemIds.get('LAMP'), warehouseId: company.warehouses.get('MAIN')?.id }
}

/** On hand − reserved + expected = what can be promised of LAMP. */
async function lamps({ sales }: TestCompany): Promise<string> {
  const { item } = await sales.ask<{ item: { availability: Record<string, string> } }>('StockAvailability', {
    itemCode: 'LAMP',
  })
  const { onHand, reserved, expected, availableToPromise } = item.availability
  return `${onHand} − ${reserved} + ${expected} = ${availableToPromise}`
}

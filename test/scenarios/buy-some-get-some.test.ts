import { newId } from '@erp/values'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario('Who buys ten lamps gets one on top, and none for those that came back', async ({ company }) => {
  const { buyer, storekeeper, sales, biller, controller, itemIds, taxCodeId } = company
  await storekeeper.receives(await buyer.agreesOn(['100 × LAMP at 10.00']), ['100 × LAMP'])
  await company.atRest()
  const promotion = {
    ...{ code: 'TEN-ONE', name: { zh: '买十赠一', en: 'Ten and one' }, itemId: itemIds.get('LAMP'), buyQuantity: '10' },
    ...{ giftItemId: itemIds.get('LAMP'), giftQuantity: '1', giftTaxCodeId: taxCodeId, giftUnitPrice: '18' },
  }
  const key = { idempotencyKey: newId(), ...promotion, beginsOn: today }
  const made = await controller.change<{ id: string; version: number }>('CreatePromotion', key)
  expect(await controller.change('CreatePromotion', key)).toEqual(made)
  expect(await refusalOf(controller.change('CreatePromotion', { ...promotion, beginsOn: today }))).toMatchObject({
    ...{ code: 'PROMOTION_CODE_TAKEN', promotionCode: 'TEN-ONE' },
  })
  await expect(sales.change('CreatePromotion', { ...promotion, code: 'MINE', beginsOn: today })).rejects.toThrow(
    'sales.priceList.manage',
  )
  expect(await sales.ask('Promotions', { itemId: itemIds.get('LAMP'), active: true })).toEqual({
    promotions: { nodes: [{ code: 'TEN-ONE', buyQuantity: '10', giftQuantity: '1', giftTaxCode: { code: 'VAT13' } }] },
  })

  const order = await sales.promises(['25 × LAMP at 18.00'])
  const earned = async () => {
    const { salesOrder } = await sales.ask<{ salesOrder: { earnedGifts: object[] } }>('EarnedGifts', { id: order.id })
    return salesOrder.earnedGifts
  }
  const by = { promotion: { code: 'TEN-ONE', giftItem: { code: 'LAMP' } }, promisedQuantity: '2' }
  const nothing = { earnedQuantity: '0', givenQuantity: '0', openQuantity: '0', beyondQuantity: '0' }
  expect(await earned()).toEqual([{ ...by, ...nothing }])
  const gives = () => sales.change<typeof delivery>('GiveEarnedGifts', { salesOrderId: order.id, givenOn: today })
  const delivery = await sales.delivers(order)
  expect(await earned()).toEqual([{ ...by, ...nothing, earnedQuantity: '2', openQuantity: '2' }])

  const draft = await gives()
  expect(draft).toMatchObject({
    ...{ status: 'DRAFT', giftReason: `${order.number}: TEN-ONE`, earnedBy: { number: order.number } },
    lines: { nodes: [{ item: { code: 'LAMP' }, promotion: { code: 'TEN-ONE' }, baseQuantity: '2' }] },
  })
  const gift = await sales.lets(draft)
  await company.atRest()
  expect(await company.entriesOf(gift)).toEqual([['Dr 6601 24.68', 'Cr 1405.01 20.00', 'Cr 2221.01.02 4.68']])
  expect(await earned()).toEqual([{ ...by, ...nothing, earnedQuantity: '2', givenQuantity: '2' }])
  const before = await company.everything()
  expect(await refusalOf(gives())).toMatchObject({ code: 'NOTHING_EARNED', salesOrderId: order.id })
  expect(await company.everything()).toEqual(before)

  await biller.charges(delivery)
  await sales.takesIn(await sales.hasBack(delivery, ['6 × LAMP']))
  expect(await earned()).toEqual([
    { ...by, earnedQuantity: '1', givenQuantity: '2', openQuantity: '0', beyondQuantity: '1' },
  ])
  await company.atRest()
  await sales.takesBack(gift)
  await company.atRest()
  expect(await earned()).toEqual([{ ...by, ...nothing, earnedQuantity: '1', openQuantity: '1' }])
  const off = { promotionId: made.id, expectedVersion: 1, name: promotion.name, active: false }
  expect(await controller.change('ChangePromotion', off)).toMatchObject({ active: false, version: 2 })
  expect(await refusalOf(gives())).toMatchObject({ code: 'NOTHING_EARNED' })
})

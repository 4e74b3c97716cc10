import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '../src/domain/delivery.ts'
import { earnedGiftOf, type Promotion, type PromotionInput } from '../src/domain/promotion.ts'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { findPromotedOrders } from '../src/store/promotions.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { giveEarnedGifts } from '../src/use-cases/give-earned-gifts.ts'
import { changePromotion, createPromotion } from '../src/use-cases/write-promotion.ts'
import { day } from './support/day.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { newCompany } = await useSales()

const promotes = (company: Company, wanted: Partial<PromotionInput> = {}) =>
  company.transact((unit) =>
    createPromotion(unit, {
      ...{ code: 'TEN-ONE', name: { zh: '买十赠一', en: 'Ten and one' }, priceGroup: null },
      ...{ itemId: company.desk, buyQuantity: '10', giftItemId: company.paint, giftQuantity: '1' },
      ...{ giftTaxCodeId: company.taxCodeId, giftUnitPrice: '5', beginsOn: day('2026-10-01'), endsOn: null, ...wanted },
    }),
  )
const promoted = async (...asked: Parameters<typeof promotes>) => must<Promotion>(await promotes(...asked))
const changes = (company: Company, { id, version, name, endsOn }: Promotion, change: object = {}) =>
  company.transact((unit) =>
    changePromotion(unit, { promotionId: id, expectedVersion: version, name, endsOn, active: true, ...change }),
  )
const gives = (company: Company, { id: salesOrderId }: { readonly id: string }, givenOn = '2026-10-22') =>
  company.transact((unit) => giveEarnedGifts(unit, { salesOrderId, givenOn: day(givenOn) }))

/** `code: promised, earned, given, open, beyond` of each promotion of an order. */
async function standing(company: Company, { id }: { readonly id: string }): Promise<string[]> {
  const found = await company.transact((unit) => findPromotedOrders(unit.tx, [id]))
  return found.map(earnedGiftOf).map(({ promotion, promised, earned, given, open, beyond }) => {
    return `${promotion.code}: ${[promised, earned, given, open, beyond].map((one) => one.toFixed()).join(', ')}`
  })
}

describe('an order earns', () => {
  test('with every whole time that is delivered, and what comes back earns nothing any more', async () => {
    const company = await newCompany()
    await promoted(company)
    const order = await company.promised([{ quantity: '35' }])
    expect(await standing(company, order)).toEqual(['TEN-ONE: 3, 0, 0, 0, 0'])
    expect(await gives(company, order)).toEqual({ refusal: 'NothingEarned', salesOrderId: order.id })
    const first = await company.delivered(order, ['20'])
    await company.delivered(order, ['9'])
    expect(await standing(company, order)).toEqual(['TEN-ONE: 3, 2, 0, 2, 0'])

    const gift = must<Delivery>(await gives(company, order))
    expect(gift).toMatchObject({
      ...{ kind: 'GIFT', status: 'DRAFT', earnedByOrderId: order.id, salesOrderId: null },
      ...{ customerId: order.customerId, warehouseId: order.warehouseId, deliveredOn: '2026-10-22' },
      giftReason: `${order.number}: TEN-ONE`,
    })
    expect(
      gift.lines.map(({ itemId, baseQuantity, gift: terms }) => [itemId, baseQuantity.toFixed(), terms?.tax.minor]),
    ).toEqual([[company.paint, '2', 130n]])
    expect(await company.deliveryNow(gift)).toEqual(gift)
    expect(await standing(company, order)).toEqual(['TEN-ONE: 3, 2, 2, 0, 0'])
    expect(await gives(company, order)).toMatchObject({ refusal: 'NothingEarned' })

    await company.back(first, '10')
    expect(await standing(company, order)).toEqual(['TEN-ONE: 3, 1, 2, 0, 1'])
    must(await company.cancelsDelivery(gift))
    expect(await standing(company, order)).toEqual(['TEN-ONE: 3, 1, 0, 1, 0'])
    const less = must<Delivery>(await gives(company, order))
    expect(less.lines.map(({ baseQuantity }) => baseQuantity.toFixed())).toEqual(['1'])
  })

  test('from the least quantity on, with all its lines of the item, in whichever unit', async () => {
    const company = await newCompany()
    await promoted(company, { minimumQuantity: '24', giftQuantity: '0.5' })
    const order = await company.promised([
      { quantity: '1', unit: 'BOX' },
      { quantity: '12', itemId: company.desk },
      { quantity: '50', itemId: company.paint },
    ])
    const delivery = await company.delivered(order, null)
    expect(await standing(company, order)).toEqual(['TEN-ONE: 1, 1, 0, 1, 0'])
    await company.back(delivery, '0.5')
    expect(await standing(company, order)).toEqual(['TEN-ONE: 1, 0, 0, 0, 0'])
  })

  test('by promotions of its day, of its customer’s group and of its company, each by itself', async () => {
    const [company, other] = [await newCompany(), await newCompany()]
    await promoted(other)
    await promoted(company, { code: 'ALL' })
    await promoted(company, { code: 'GROUP', priceGroup: 'VIP', buyQuantity: '5' })
    await promoted(company, { code: 'LATER', beginsOn: day('2026-10-21') })
    await promoted(company, { code: 'OVER', endsOn: day('2026-10-19') })
    await promoted(company, { code: 'PAINT', itemId: company.paint })
    const order = await company.promised([{ quantity: '10' }])
    await company.delivered(order, null)
    expect(await standing(company, order)).toEqual(['ALL: 1, 1, 0, 1, 0'])
    const { id: customerId, version: expectedVersion } = company.customer
    must(await company.transact((unit) => changeCustomer(unit, { customerId, expectedVersion, priceGroup: 'VIP' })))
    expect(await standing(company, order)).toEqual(['ALL: 1, 1, 0, 1, 0', 'GROUP: 2, 2, 0, 2, 0'])
    const gift = must<Delivery>(await gives(company, order))
    expect(gift.lines.map(({ baseQuantity, promotionId }) => [baseQuantity.toFixed(), promotionId !== null])).toEqual([
      ...[
        ['1', true],
        ['2', true],
      ],
    ])
  })

  test('nothing by an order that is given up, and what is delivered by one that ended', async () => {
    const company = await newCompany()
    await promoted(company)
    const dropped = must<SalesOrder>(
      await company.cancels(must<SalesOrder>(await company.drafts([{ quantity: '10' }]))),
    )
    expect(await standing(company, dropped)).toEqual(['TEN-ONE: 0, 0, 0, 0, 0'])
    const order = await company.promised([{ quantity: '30' }])
    await company.delivered(order, ['15'])
    must(await company.closes(await company.orderNow(order)))
    expect(await standing(company, order)).toEqual(['TEN-ONE: 1, 1, 0, 1, 0'])
  })

  test('nothing more once it is switched off, and what was given stays to be seen', async () => {
    const company = await newCompany()
    const promotion = await promoted(company)
    const order = await company.promised([{ quantity: '20' }])
    await company.delivered(order, ['10'])
    must(await gives(company, order))
    await company.delivered(order, ['10'])
    must(await changes(company, promotion, { active: false }))
    expect(await standing(company, order)).toEqual(['TEN-ONE: 2, 2, 1, 0, 0'])
    expect(await gives(company, order)).toMatchObject({ refusal: 'NothingEarned' })
  })
})

test('of two who give at once one gives', async () => {
  const company = await newCompany()
  await promoted(company)
  const order = await company.promised([{ quantity: '10' }])
  await company.delivered(order, null)
  const both = await Promise.all([gives(company, order), gives(company, order)])
  expect(both.map((one) => (isRefusal(one) ? one.refusal : one.kind)).toSorted()).toEqual(['GIFT', 'NothingEarned'])
})

test('what is earned is not given before its order, without a price, or of an order nobody knows', async () => {
  const company = await newCompany()
  await promoted(company, { giftUnitPrice: null })
  const order = await company.promised([{ quantity: '10' }])
  await company.delivered(order, null)
  const before = await company.everything()
  expect(await gives(company, order, '2026-10-19')).toMatchObject({ field: 'givenOn', problem: 'BEFORE_THE_ORDER' })
  expect(await gives(company, order)).toMatchObject({ refusal: 'PriceNotFound', itemId: company.paint })
  expect(await gives(company, { id: newId() })).toMatchObject({ refusal: 'SalesOrderNotFound' })
  expect(await company.everything()).toEqual(before)
})

describe('a promotion', () => {
  test('keeps what it promises; its name and end change', async () => {
    const company = await newCompany()
    const promotion = await promoted(company)
    expect(promotion).toMatchObject({ version: 1, active: true, minimumQuantity: promotion.buyQuantity })
    const name = { zh: '新名', en: 'New name' }
    const changed = must<Promotion>(await changes(company, promotion, { name, endsOn: day('2026-10-31') }))
    expect(changed).toEqual({ ...promotion, name, endsOn: '2026-10-31', version: 2 })
    const promisesMore = company.transact((unit) => unit.tx.$executeRaw`update promotion set gift_quantity = 2`)
    await expect(promisesMore).rejects.toThrow('permission denied')
    const before = await company.everything()
    expect(await changes(company, promotion)).toEqual({ refusal: 'StaleVersion', currentVersion: 2 })
    expect(await changes(company, { ...promotion, id: newId() })).toMatchObject({ refusal: 'PromotionNotFound' })
    expect(await changes(company, changed, { endsOn: day('2026-09-30') })).toMatchObject({
      problem: 'BEFORE_IT_BEGINS',
    })
    expect(await company.everything()).toEqual(before)
  })

  test.each([
    ['a bad code', { code: 'A B' }, { field: 'code', problem: 'NOT_A_CODE' }],
    ['a bad group', { priceGroup: 'A B' }, { field: 'priceGroup', problem: 'NOT_A_CODE' }],
    ['no name', { name: { zh: '买', en: '' } }, { field: 'name.en', problem: 'EMPTY' }],
    ['an end before its beginning', { endsOn: day('2026-09-30') }, { field: 'endsOn', problem: 'BEFORE_IT_BEGINS' }],
    ['an item nobody knows', { itemId: newId() }, { refusal: 'ItemUnknown', path: ['input', 'itemId'] }],
    ['a gift nobody knows', { giftItemId: newId() }, { refusal: 'ItemUnknown', path: ['input', 'giftItemId'] }],
    ['a tax code nobody knows', { giftTaxCodeId: newId() }, { refusal: 'TaxCodeUnknown' }],
    ['nothing to buy', { buyQuantity: '0' }, { refusal: 'QuantityInvalid', path: ['input', 'buyQuantity'] }],
    ['nothing to get', { giftQuantity: '-1' }, { refusal: 'QuantityInvalid', path: ['input', 'giftQuantity'] }],
    ['too low a minimum', { minimumQuantity: '9' }, { field: 'minimumQuantity', problem: 'BELOW_WHAT_EARNS_ONCE' }],
    ['a price of nothing', { giftUnitPrice: '0' }, { field: 'giftUnitPrice', problem: 'NOT_POSITIVE' }],
  ] as const)('is refused with %s', async (_, wanted, refusal) => {
    const company = await newCompany()
    const before = await company.everything()
    expect(await promotes(company, wanted)).toMatchObject(refusal)
    expect(await company.everything()).toEqual(before)
  })

  test('has a code of its own, and belongs to an open company', async () => {
    const company = await newCompany()
    await promoted(company)
    expect(await promotes(company)).toMatchObject({ refusal: 'PromotionCodeTaken', promotionCode: 'TEN-ONE' })
    await company.tell.company(false)
    expect(await promotes(company, { code: 'OTHER' })).toMatchObject({ refusal: 'CompanyNotActive' })
  })
})

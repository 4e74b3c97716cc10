import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Customer } from '../src/domain/customer.ts'
import type { PriceList, PriceListContent } from '../src/domain/price-list.ts'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { changeSalesOrder } from '../src/use-cases/change-sales-order.ts'
import { createSalesOrder } from '../src/use-cases/create-sales-order.ts'
import { priceOfItem } from '../src/use-cases/price-of-item.ts'
import { changePriceList, createPriceList } from '../src/use-cases/write-price-list.ts'
import { day } from './support/day.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { transactor, newCompany } = await useSales()

type Line = PriceListContent['lines'][number]
type Terms = Partial<Omit<PriceListContent, 'lines'>> & { readonly code?: string; readonly pricesIncludeTax?: boolean }

const content = (lines: readonly Line[], terms: Terms = {}) => ({
  ...{ code: 'RETAIL-2026', name: { zh: '零售价', en: 'Retail' }, priceGroup: null, pricesIncludeTax: false },
  ...{ beginsOn: day('2026-10-01'), endsOn: null, lines, ...terms },
})

const lists = (company: Company, lines: readonly Line[], terms: Terms = {}) =>
  company.transact((unit) => createPriceList(unit, content(lines, terms)))

/** `18 from RETAIL` as an order of 20 October would take it. */
async function priceOf(company: Company, quantity: string, more: { unit?: string; on?: string; itemId?: string } = {}) {
  const price = await transactor.read([company.companyId], (tx) =>
    priceOfItem(tx, company.companyId, {
      ...{ customerId: company.customer.id, itemId: more.itemId ?? company.desk, quantity, unit: more.unit },
      ...{ on: day(more.on ?? '2026-10-20'), pricesIncludeTax: false },
    }),
  )
  return price?.unitPrice.toFixed()
}

const orders = (company: Company, quantity: string, more: { unitPrice?: string; discountPercent?: string } = {}) =>
  company.transact((unit) =>
    createSalesOrder(unit, {
      ...company.termsOf([]),
      lines: [{ itemId: company.desk, quantity, taxCodeId: company.taxCodeId, ...more }],
    }),
  )

const lineOf = (order: SalesOrder) =>
  order.lines.map(({ unitPrice, discountPercent, net, priceListId }) => ({
    ...{ price: unitPrice.toFixed(), discount: discountPercent.toFixed(), net: net.minor, priceListId },
  }))

async function inGroup(company: Company, priceGroup: string, discountPercent = '0'): Promise<Customer> {
  const { id: customerId, version: expectedVersion } = company.customer
  return must(
    await company.transact((unit) =>
      changeCustomer(unit, { customerId, expectedVersion, priceGroup, discountPercent }),
    ),
  )
}

describe('a price', () => {
  test('is that of the highest quantity reached, in the unit that is asked for, on the days of the list', async () => {
    const company = await newCompany()
    must(
      await lists(
        company,
        [
          { itemId: company.desk, unitPrice: '20' },
          { itemId: company.desk, unitPrice: '18', fromQuantity: '10' },
          { itemId: company.desk, unitPrice: '16.5', fromQuantity: '100' },
          { itemId: company.desk, unit: 'BOX', unitPrice: '200' },
        ],
        { endsOn: day('2026-10-31') },
      ),
    )
    expect([await priceOf(company, '9.999999'), await priceOf(company, '10'), await priceOf(company, '250')]).toEqual([
      ...['20', '18', '16.5'],
    ])
    expect(await priceOf(company, '250', { unit: 'BOX' })).toBe('200')
    expect(await priceOf(company, '1', { unit: 'THIRD' })).toBeUndefined()
    expect(await priceOf(company, '1', { on: '2026-10-01' })).toBe('20')
    expect(await priceOf(company, '1', { on: '2026-09-30' })).toBeUndefined()
    expect(await priceOf(company, '1', { on: '2026-10-31' })).toBe('20')
    expect(await priceOf(company, '1', { on: '2026-11-01' })).toBeUndefined()
    expect(await priceOf(company, '1', { itemId: company.paint })).toBeUndefined()
  })

  test('is the group’s before everybody’s, the later list’s before the earlier, and of active lists alone', async () => {
    const company = await newCompany()
    const one = (unitPrice: string) => [{ itemId: company.desk, unitPrice }]
    must(await lists(company, one('20')))
    must(await lists(company, one('21'), { code: 'RETAIL-OCT', beginsOn: day('2026-10-15') }))
    const dealers = must<PriceList>(await lists(company, one('15'), { code: 'DEALER', priceGroup: 'DEALER' }))
    must(await lists(company, one('1'), { code: 'GROSS', pricesIncludeTax: true }))
    expect(await priceOf(company, '1')).toBe('21')
    expect(await priceOf(company, '1', { on: '2026-10-14' })).toBe('20')
    await inGroup(company, 'DEALER')
    expect(await priceOf(company, '1')).toBe('15')
    const changed = must<PriceList>(
      await company.transact((unit) =>
        changePriceList(unit, {
          ...content(one('14'), { priceGroup: 'DEALER' }),
          ...{ priceListId: dealers.id, expectedVersion: 1, active: true },
        }),
      ),
    )
    expect(changed).toMatchObject({ code: 'DEALER', version: 2 })
    expect(await priceOf(company, '1')).toBe('14')
    await company.transact((unit) =>
      changePriceList(unit, { ...content(one('14')), priceListId: dealers.id, expectedVersion: 2, active: false }),
    )
    expect(await priceOf(company, '1')).toBe('21')
  })
})

describe('an order', () => {
  test('that leaves prices out takes them with the customer’s discount, and keeps them', async () => {
    const company = await newCompany()
    const list = must<PriceList>(await lists(company, [{ itemId: company.desk, unitPrice: '20' }]))
    await inGroup(company, 'DEALER', '10')
    const order = must<SalesOrder>(await orders(company, '3'))
    const listed = { price: '20', discount: '10', net: 5400n, priceListId: list.id }
    expect(lineOf(order)).toEqual([listed])
    const expectedVersion = 1
    await company.transact((unit) =>
      changePriceList(unit, {
        ...content([{ itemId: company.desk, unitPrice: '30' }]),
        ...{ priceListId: list.id, expectedVersion, active: true },
      }),
    )
    expect(lineOf(await company.orderNow(order))).toEqual([listed])
    const again = await company.transact((unit) =>
      changeSalesOrder(
        unit,
        {
          ...company.termsOf([]),
          ...{ salesOrderId: order.id, expectedVersion },
          lines: [{ itemId: company.desk, quantity: '1', taxCodeId: company.taxCodeId }],
        },
        startWithdrawing,
      ),
    )
    expect(lineOf(must(again))).toEqual([{ price: '30', discount: '10', net: 2700n, priceListId: list.id }])
  })

  test('may say another price, or another discount on the listed one', async () => {
    const company = await newCompany()
    const list = must<PriceList>(await lists(company, [{ itemId: company.desk, unitPrice: '20' }]))
    await inGroup(company, 'DEALER', '10')
    expect(lineOf(must(await orders(company, '1', { unitPrice: '19' })))).toEqual([
      { price: '19', discount: '0', net: 1900n, priceListId: null },
    ])
    expect(lineOf(must(await orders(company, '1', { discountPercent: '5' })))).toEqual([
      { price: '20', discount: '5', net: 1900n, priceListId: list.id },
    ])
  })

  test('is refused where no list has a price, and nothing is stored', async () => {
    const company = await newCompany()
    must(await lists(company, [{ itemId: company.desk, unitPrice: '20', fromQuantity: '10' }]))
    const before = await company.everything()
    expect(await orders(company, '9')).toEqual({
      ...{ refusal: 'PriceNotFound', itemId: company.desk, unit: 'PCS', quantity: '9' },
      path: ['input', 'lines', '0', 'unitPrice'],
    })
    expect(await company.everything()).toEqual(before)
  })
})

test('a list is refused for codes, days, quantities and prices that cannot be, and for items nobody sells', async () => {
  const company = await newCompany()
  const desk = { itemId: company.desk, unitPrice: '20' }
  const refused = async (lines: readonly Line[], terms: Terms = {}) => {
    const outcome = await lists(company, lines, terms)
    if (!isRefusal(outcome)) throw new Error('It was not refused')
    return 'problem' in outcome ? outcome.problem : outcome.refusal
  }
  expect(await refused([desk], { code: 'retail' })).toBe('NOT_A_CODE')
  expect(await refused([desk], { priceGroup: 'a b' })).toBe('NOT_A_CODE')
  expect(await refused([desk], { name: { zh: '', en: 'Retail' } })).toBe('EMPTY')
  expect(await refused([desk], { endsOn: day('2026-09-30') })).toBe('BEFORE_IT_BEGINS')
  expect(await refused([])).toBe('EMPTY')
  expect(await refused([desk, desk])).toBe('NAMED_TWICE')
  expect(await refused([{ ...desk, unitPrice: '0' }])).toBe('NOT_POSITIVE')
  expect(await refused([{ ...desk, unitPrice: '1.0000001' }])).toBe('NOT_A_PRICE_WITH_SIX_DECIMALS')
  expect(await refused([{ ...desk, fromQuantity: '-1' }])).toBe('NOT_A_QUANTITY')
  expect(await refused([{ ...desk, unit: 'CRATE' }])).toBe('UnitUnknown')
  expect(await refused([{ ...desk, itemId: newId() }])).toBe('ItemUnknown')
  const list = must<PriceList>(await lists(company, [desk]))
  expect(await refused([desk])).toBe('PriceListCodeTaken')
  const changes = (priceListId: string, expectedVersion: number) =>
    company.transact((unit) =>
      changePriceList(unit, { ...content([desk]), priceListId, expectedVersion, active: true }),
    )
  expect(await changes(list.id, 2)).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
  expect(await changes(newId(), 1)).toMatchObject({ refusal: 'PriceListNotFound' })
})

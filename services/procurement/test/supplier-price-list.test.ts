import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { PriceListLineInput, SupplierPriceList } from '../src/domain/supplier-price-list.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { closePurchaseOrderLines } from '../src/use-cases/close-purchase-order-lines.ts'
import { confirmPurchaseOrder } from '../src/use-cases/confirm-purchase-order.ts'
import { createGoodsReceipt } from '../src/use-cases/create-goods-receipt.ts'
import { createPurchaseOrder } from '../src/use-cases/create-purchase-order.ts'
import { priceOfItem } from '../src/use-cases/price-of-item.ts'
import { changeSupplierPriceList, createSupplierPriceList } from '../src/use-cases/write-supplier-price-list.ts'
import { day } from './support/day.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { transactor, newCompany } = await useProcurement()

interface Terms {
  readonly code?: string
  readonly currency?: string
  readonly beginsOn?: string
  readonly endsOn?: string
  readonly agreedValue?: string
}

const content = (lines: readonly PriceListLineInput[], { beginsOn = '2026-10-01', endsOn, ...terms }: Terms = {}) => ({
  ...{ code: 'LIST', name: { zh: '协议价', en: 'Agreed' }, agreedValue: null, lines, ...terms },
  ...{ beginsOn: day(beginsOn), endsOn: endsOn === undefined ? null : day(endsOn) },
})

const lists = (company: Company, lines: readonly PriceListLineInput[], terms?: Terms) =>
  company.transact((unit) =>
    createSupplierPriceList(unit, { supplierId: company.supplier.id, ...content(lines, terms) }),
  )
const listed = async (company: Company, lines: readonly PriceListLineInput[], terms?: Terms) =>
  must<SupplierPriceList>(await lists(company, lines, terms))

async function priceOf(
  company: Company,
  quantity: string,
  more: { unit?: string; on?: string; currency?: string } = {},
) {
  const { on = '2026-10-20', ...asked } = more
  const price = await transactor.read([company.companyId], (tx) =>
    priceOfItem(tx, { supplierId: company.supplier.id, itemId: company.desk, quantity, on: day(on), ...asked }),
  )
  return price?.unitPrice.toFixed()
}

interface Wanted {
  readonly quantity: string
  readonly unitPrice?: string
  readonly unit?: string
}

const orders = (company: Company, lines: readonly Wanted[]) =>
  company.transact((unit) =>
    createPurchaseOrder(unit, {
      ...{ supplierId: company.supplier.id, orderedOn: day('2026-10-20') },
      lines: lines.map((line) => ({ itemId: company.desk, taxCodeId: company.taxCodeId, ...line })),
    }),
  )
const ordered = async (company: Company, lines: readonly Wanted[]) => must<PurchaseOrder>(await orders(company, lines))

const pricesOf = ({ lines }: PurchaseOrder) =>
  lines.map(({ unitPrice, net, priceListId }) => [unitPrice.toFixed(), net.minor, priceListId])

describe('a price', () => {
  test('is that of the list that began last and the highest quantity reached, in its unit, currency and days', async () => {
    const company = await newCompany()
    const { desk: itemId } = company
    await listed(company, [
      { itemId, unitPrice: '10' },
      { itemId, unitPrice: '9.5', fromQuantity: '100' },
      { itemId, unit: 'BOX', unitPrice: '110' },
    ])
    await listed(company, [{ itemId, unitPrice: '2' }], { code: 'DOLLARS', currency: 'USD' })
    await listed(company, [{ itemId, unitPrice: '8' }], { code: 'WEEK', beginsOn: '2026-10-10', endsOn: '2026-10-16' })
    expect([await priceOf(company, '99.999999'), await priceOf(company, '100')]).toEqual(['10', '9.5'])
    expect(await priceOf(company, '100', { on: '2026-10-16' })).toBe('8')
    expect(await priceOf(company, '1', { on: '2026-09-30' })).toBeUndefined()
    expect(await priceOf(company, '100', { unit: 'BOX' })).toBe('110')
    expect(await priceOf(company, '100', { unit: 'THIRD' })).toBeUndefined()
    expect(await priceOf(company, '1', { currency: 'USD' })).toBe('2')
  })

  test('is taken by a line that names none, and kept with the list it came from; one that is given is final', async () => {
    const company = await newCompany()
    const list = await listed(company, [{ itemId: company.desk, unitPrice: '9.5' }])
    const order = await ordered(company, [{ quantity: '3' }, { quantity: '3', unitPrice: '12' }])
    expect(pricesOf(order)).toEqual([
      ['9.5', 2850n, list.id],
      ['12', 3600n, null],
    ])
    const before = await company.everything()
    expect(await orders(company, [{ quantity: '1', unit: 'BOX' }])).toMatchObject({
      ...{ refusal: 'PriceNotFound', unit: 'BOX', quantity: '1', path: ['input', 'lines', '0', 'unitPrice'] },
    })
    expect(await company.everything()).toEqual(before)
    await company.transact((unit) =>
      changeSupplierPriceList(unit, {
        ...content([{ itemId: company.desk, unitPrice: '11' }]),
        ...{ priceListId: list.id, expectedVersion: 1, active: true },
      }),
    )
    expect(pricesOf(await company.orderNow(order))[0]).toEqual(['9.5', 2850n, list.id])
  })

  test('stays with its list when a line is amended, until another is given', async () => {
    const company = await newCompany()
    const list = await listed(company, [{ itemId: company.desk, unitPrice: '9.5' }])
    const { id: purchaseOrderId } = await ordered(company, [{ quantity: '3' }])
    const order = must<PurchaseOrder>(
      await company.transact((unit) =>
        confirmPurchaseOrder(unit, { purchaseOrderId, expectedVersion: 1 }, orderProcesses),
      ),
    )
    const amends = async ({ version: expectedVersion }: PurchaseOrder, line: Wanted) => {
      const changed = { purchaseOrderLineId: lineId(order, 0), taxCodeId: company.taxCodeId, ...line }
      const amendment = { reason: 'More', changedLines: [changed], addedLines: [], removedLineIds: [] }
      return must<PurchaseOrder>(
        await company.transact((unit) =>
          amendPurchaseOrder(unit, { purchaseOrderId, expectedVersion, ...amendment }, orderProcesses),
        ),
      )
    }
    const more = await amends(order, { quantity: '4' })
    expect(pricesOf(more)).toEqual([['9.5', 3800n, list.id]])
    expect(pricesOf(await company.orderNow(order))).toEqual([['9.5', 3800n, list.id]])
    const dearer = await amends(more, { quantity: '4', unitPrice: '10' })
    expect(pricesOf(dearer)).toEqual([['10', 4000n, null]])
    expect(pricesOf(await company.orderNow(order))).toEqual([['10', 4000n, null]])
  })
})

describe('an agreement', () => {
  test('is drawn down by quantity, in whichever unit, and gets back what an order gives up', async () => {
    const company = await newCompany()
    const { desk: itemId } = company
    await listed(company, [
      { itemId, unitPrice: '10', agreedQuantity: '100' },
      { itemId, unit: 'BOX', unitPrice: '110' },
    ])
    const first = await ordered(company, [{ quantity: '40' }, { quantity: '2', unit: 'BOX' }])
    const before = await company.everything()
    expect(await orders(company, [{ quantity: '30' }, { quantity: '6.000001' }])).toMatchObject({
      ...{ refusal: 'AgreementExceeded', itemId, agreed: '100', ordered: '64', requested: '36.000001', open: '36' },
    })
    expect(await company.everything()).toEqual(before)
    await ordered(company, [{ quantity: '36' }])
    await ordered(company, [{ quantity: '1', unitPrice: '10' }])
    must(
      await company.transact((unit) =>
        cancelPurchaseOrder(unit, { purchaseOrderId: first.id, expectedVersion: 1 }, orderProcesses.startGivingBack),
      ),
    )
    expect(await orders(company, [{ quantity: '64.000001' }])).toMatchObject({ ordered: '36', open: '64' })
    await ordered(company, [{ quantity: '64' }])
  })

  test('gets back what an order line did not bring when its rest was given up', async () => {
    const company = await newCompany()
    await listed(company, [{ itemId: company.desk, unitPrice: '10', agreedQuantity: '100' }], { agreedValue: '1000' })
    const draft = await ordered(company, [{ quantity: '90' }])
    const seen = { purchaseOrderId: draft.id, expectedVersion: 1 }
    const order = must<PurchaseOrder>(
      await company.transact((unit) => confirmPurchaseOrder(unit, seen, orderProcesses)),
    )
    await company.transact((unit) =>
      createGoodsReceipt(unit, { ...company.arrival(order, ['30'], '2026-10-21'), confirm: true }),
    )
    expect(await orders(company, [{ quantity: '11' }])).toMatchObject({ refusal: 'AgreementExceeded', open: '10' })
    const closing = { ...seen, expectedVersion: order.version, reason: 'Sold out' }
    must(await company.transact((unit) => closePurchaseOrderLines(unit, closing, orderProcesses.startGivingBack)))
    expect(await orders(company, [{ quantity: '70.000001' }])).toMatchObject({ ordered: '30', open: '70' })
    await ordered(company, [{ quantity: '70' }])
  })

  test('is drawn down by value, of all its items together', async () => {
    const company = await newCompany()
    await listed(company, [{ itemId: company.desk, unitPrice: '10' }], { agreedValue: '1000' })
    await ordered(company, [{ quantity: '60' }])
    expect(await orders(company, [{ quantity: '40.001' }])).toMatchObject({
      ...{ refusal: 'AgreementExceeded', itemId: null },
      ...{ agreed: '1000.00', ordered: '600.00', requested: '400.01', open: '400.00' },
    })
    await ordered(company, [{ quantity: '40' }])
  })

  test('is not exceeded by orders at once', async () => {
    const company = await newCompany()
    await listed(company, [{ itemId: company.desk, unitPrice: '10', agreedQuantity: '100' }])
    const outcomes = await Promise.all(['60', '60', '60'].map((quantity) => orders(company, [{ quantity }])))
    expect(outcomes.filter((outcome) => 'refusal' in outcome)).toMatchObject([
      { refusal: 'AgreementExceeded', open: '40' },
      { refusal: 'AgreementExceeded', open: '40' },
    ])
  })

  test('is not lowered below what is drawn from it', async () => {
    const company = await newCompany()
    const line = { itemId: company.desk, unitPrice: '10' }
    const { id: priceListId } = await listed(company, [{ ...line, agreedQuantity: '100' }], { agreedValue: '1000' })
    await ordered(company, [{ quantity: '60' }])
    const changes = (agreedQuantity: string, agreedValue: string, expectedVersion = 1) =>
      company.transact((unit) =>
        changeSupplierPriceList(unit, {
          ...content([{ ...line, agreedQuantity }], { agreedValue }),
          ...{ priceListId, expectedVersion, active: true },
        }),
      )
    expect(await changes('59', '1000')).toMatchObject({
      field: 'lines.0.agreedQuantity',
      problem: 'BELOW_WHAT_IS_ORDERED',
    })
    expect(await changes('60', '599.99')).toMatchObject({ field: 'agreedValue', problem: 'BELOW_WHAT_IS_ORDERED' })
    expect(await changes('60', '600', 2)).toMatchObject({ refusal: 'StaleVersion' })
    expect(await changes('60', '600')).toMatchObject({ version: 2 })
  })
})

test('what a list cannot say is refused where it stands, and nothing is stored', async () => {
  const company = await newCompany()
  const { desk: itemId } = company
  await listed(company, [{ itemId, unitPrice: '10' }])
  const before = await company.everything()
  const refusals = [
    [await lists(company, [], { code: 'A' }), { field: 'lines', problem: 'EMPTY' }],
    [await lists(company, [{ itemId, unitPrice: '0' }], { code: 'A' }), { field: 'lines.0.unitPrice' }],
    [await lists(company, [{ itemId, unitPrice: '1.0000001' }], { code: 'A' }), { field: 'lines.0.unitPrice' }],
    [
      await lists(company, [{ itemId, unitPrice: '1', fromQuantity: '-1' }], { code: 'A' }),
      { problem: 'NOT_A_QUANTITY' },
    ],
    [await lists(company, [{ itemId: newId(), unitPrice: '1' }], { code: 'A' }), { refusal: 'ItemUnknown' }],
    [await lists(company, [{ itemId, unit: 'KG', unitPrice: '1' }], { code: 'A' }), { refusal: 'UnitUnknown' }],
    [
      await lists(company, [{ itemId, unitPrice: '1', agreedQuantity: '0' }], { code: 'A' }),
      { refusal: 'QuantityInvalid' },
    ],
    [
      await lists(
        company,
        [0, 1].map(() => ({ itemId, unitPrice: '1' })),
        { code: 'A' },
      ),
      { field: 'lines.1.fromQuantity', problem: 'NAMED_TWICE' },
    ],
    [
      await lists(
        company,
        ['1', '2'].map((fromQuantity) => ({ itemId, unitPrice: '1', fromQuantity, agreedQuantity: '9' })),
        {
          code: 'A',
        },
      ),
      { field: 'lines.1.agreedQuantity', problem: 'AGREED_TWICE' },
    ],
    [
      await lists(company, [{ itemId, unitPrice: '1' }], { code: 'A', endsOn: '2026-09-30' }),
      { problem: 'BEFORE_IT_BEGINS' },
    ],
    [await lists(company, [{ itemId, unitPrice: '1' }], { code: 'A', agreedValue: '0' }), { problem: 'NOT_POSITIVE' }],
    [await lists(company, [{ itemId, unitPrice: '1' }], { code: 'A B' }), { problem: 'NOT_A_CODE' }],
    [
      await lists(company, [{ itemId, unitPrice: '1' }]),
      { refusal: 'SupplierPriceListCodeTaken', priceListCode: 'LIST' },
    ],
  ] as const
  for (const [outcome, expected] of refusals) expect(outcome).toMatchObject(expected)
  expect(await company.everything()).toEqual(before)
})

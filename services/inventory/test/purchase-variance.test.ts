import {
  accountRuleChanged,
  bearPurchaseVariance,
  goodsReceiptConfirmed,
  issuePurchaseReturn,
  type PayloadOf,
  stockDocumentPosted,
  takeBackPurchaseVariance,
  voucherTemplateActivated,
} from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod } from '../src/domain/item.ts'
import { disagreements } from './disagreements.ts'
import { postDirectly } from './post-directly.ts'
import { lineOf, type Receipt, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, command } = inventory
const company = await inventory.company()
const main = await company.warehouse('MAIN')
const east = await company.warehouse('EAST')
const direct = postDirectly(inventory, company)
const { companyId } = company
await hear(
  accountRuleChanged,
  ...['VARIANCE', 'AP'].map((accountKey) => ({
    ...{ companyId, ruleId: newId(), accountKey, itemClass: null, valuationAreaId: null, accountCode: '6401' },
    ...{ active: true, version: 1 },
  })),
)
await hear(
  voucherTemplateActivated,
  ...(['PURCHASE_VARIANCE', 'FOREIGN_PURCHASE_VARIANCE'] as const).map((eventKind) => ({
    ...{ companyId, templateId: newId(), eventKind, templateVersion: 1, accountKeys: ['INV', 'VARIANCE', 'AP'] },
  })),
)

type Variance = PayloadOf<typeof bearPurchaseVariance>

/** R1 100 for 1,000.00, R2 50 for 560.00, and 60 used up. */
async function chain(costing: CostingMethod) {
  const item = await company.item(newId().slice(-12), costing)
  const first = company.receipt(main, [[item, '100', '1000.00']])
  const second = company.receipt(main, [[item, '50', '560.00']])
  await hear(goodsReceiptConfirmed, first, second)
  await direct.issue(item, main, '60', '2026-03-20')
  return { item, first, second }
}

function variance(of: Receipt, quantity: string, value: string): Variance {
  const { supplierId, warehouseId, goodsReceiptId } = of
  const { lineId: goodsReceiptLineId, itemId } = lineOf(of)
  return {
    ...{ companyId, supplierInvoiceId: newId(), number: 'SI-2026-000001', supplierId, postedOn: '2026-03-25' },
    currency: 'CNY',
    lines: [{ lineId: newId(), goodsReceiptId, goodsReceiptLineId, itemId, warehouseId, quantity, value }],
  }
}

const bear = (one: Variance) => command(bearPurchaseVariance, one)
const takeBack = ({ supplierInvoiceId }: Variance) =>
  command(takeBackPurchaseVariance, { companyId, supplierInvoiceId })

async function told({ supplierInvoiceId }: Variance) {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${supplierInvoiceId} order by pos`
  return rows.flatMap(({ payload }) =>
    stockDocumentPosted.schema
      .parse(payload)
      .lines.map(({ stockValue, clearingValue, differenceValue, quantity, expenseType }) => ({
        ...{ stockValue, clearingValue, differenceValue, quantity, ...(expenseType ? { expenseType } : {}) },
      })),
  )
}

describe('what an invoice charges beyond its receipt', () => {
  test.each([
    ['MOVING_AVERAGE', '30.00', '27.00', '3.00', '90 / 96300'],
    ['FIFO', '30.00', '12.00', '18.00', '90 / 97200'],
    ['MOVING_AVERAGE', '-8.00', '-7.20', '-0.80', '90 / 92880'],
    ['FIFO', '-30.00', '-12.00', '-18.00', '90 / 94800'],
  ] as const)('%s, %s: goods still there bear their share', async (costing, value, stock, gone, balance) => {
    const { item, first } = await chain(costing)
    const one = variance(first, '100', value)
    const reply = await bear(one)
    expect(reply.contract.type).toBe('inventory.purchase-variance.borne.v1')
    expect(await told(one)).toEqual([{ stockValue: stock, clearingValue: value, differenceValue: gone, quantity: '0' }])
    expect((await company.stockOf(item)).balances).toEqual([balance])
    expect(await disagreements(database)).toEqual([])
  })

  test('what went back before the invoice draws no share', async () => {
    const item = await company.item(newId().slice(-12), 'MOVING_AVERAGE')
    const receipt = company.receipt(main, [[item, '100', '1000.00']])
    await hear(goodsReceiptConfirmed, receipt, company.receipt(main, [[item, '50', '560.00']]))
    await command(issuePurchaseReturn, company.purchaseReturn(receipt, '60', '600.00'))
    const one = variance(receipt, '40', '8.00')
    await bear(one)
    expect(await told(one)).toMatchObject([{ stockValue: '8.00', clearingValue: '8.00', differenceValue: '0.00' }])
    expect((await company.stockOf(item)).balances).toEqual(['90 / 96800'])
  })

  test('at standard cost stock bears nothing, and the line says so to account rules', async () => {
    const item = await company.item('STANDARD', 'STANDARD')
    await database.rows`
      insert into item_standard_cost (item_id, company_id, per_unit, changed_at)
      values (${item.id}, ${companyId}, 10, now())`
    const receipt = company.receipt(main, [[item, '10', '100.00']])
    await hear(goodsReceiptConfirmed, receipt)
    const one = variance(receipt, '10', '5.00')
    await bear(one)
    expect(await told(one)).toEqual([
      {
        stockValue: '0.00',
        clearingValue: '5.00',
        differenceValue: '5.00',
        quantity: '0',
        expenseType: 'STANDARD_COST',
      },
    ])
  })

  test('a reduction takes no more than the goods carry', async () => {
    const item = await company.item('CHEAP', 'FIFO')
    const receipt = company.receipt(main, [[item, '10', '10.00']])
    await hear(goodsReceiptConfirmed, receipt)
    const one = variance(receipt, '10', '-12.00')
    await bear(one)
    expect(await told(one)).toMatchObject([{ stockValue: '-10.00', clearingValue: '-12.00', differenceValue: '-2.00' }])
    expect((await company.stockOf(item)).balances).toEqual(['10 / 0'])
  })

  test.each(['MOVING_AVERAGE', 'FIFO'] as const)(
    '%s: follows goods into the area they were moved to',
    async (costing) => {
      const item = await company.item(newId().slice(-12), costing)
      const receipt = company.receipt(main, [[item, '10', '100.00']])
      await hear(goodsReceiptConfirmed, receipt)
      await direct.transfer(item, main, east, '6', '2026-03-21')
      const one = variance(receipt, '10', '5.00')
      await bear(one)
      expect(await told(one)).toEqual([
        { stockValue: '2.00', clearingValue: '2.00', differenceValue: '0.00', quantity: '0' },
        { stockValue: '3.00', clearingValue: '3.00', differenceValue: '0.00', quantity: '0' },
      ])
      expect(await disagreements(database)).toEqual([])
    },
  )

  test('is borne once, however often it is asked for', async () => {
    const { first } = await chain('FIFO')
    const one = variance(first, '100', '30.00')
    const [before, after] = [await bear(one), await bear(one)]
    expect(after.payload).toEqual(before.payload)
    expect(await told(one)).toHaveLength(1)
  })

  test('of a receipt that is not in stock is refused, and nothing is written', async () => {
    const { first } = await chain('FIFO')
    const unknown = { ...first, lines: first.lines.map((line) => ({ ...line, lineId: newId() })) }
    const one = variance(unknown, '100', '30.00')
    expect(await bear(one)).toMatchObject({
      contract: { type: 'inventory.purchase-variance.refused.v1' },
      payload: { reason: 'GOODS_RECEIPT_NOT_POSTED', facts: { goodsReceiptId: first.goodsReceiptId } },
    })
    expect(await told(one)).toEqual([])
  })

  test('on a day of a closed period is refused', async () => {
    const { first } = await chain('FIFO')
    const one = variance(first, '100', '30.00')
    expect(await bear({ ...one, postedOn: '2026-04-01' })).toMatchObject({
      payload: { reason: 'PERIOD_NOT_OPEN', facts: { period: '2026-04' } },
    })
  })
})

describe('an invoice that is cancelled', () => {
  test.each(['MOVING_AVERAGE', 'FIFO'] as const)('%s: gives the difference back at the same value', async (costing) => {
    const { item, first } = await chain(costing)
    const before = (await company.stockOf(item)).balances
    const one = variance(first, '100', '30.00')
    await bear(one)
    expect(await takeBack(one)).toMatchObject({ contract: { type: 'inventory.purchase-variance.taken-back.v1' } })
    expect((await company.stockOf(item)).balances).toEqual(before)
    const [there, back] = await told(one)
    expect([back?.stockValue, back?.clearingValue]).toEqual([`-${there?.stockValue}`, '-30.00'])
    expect(await takeBack(one)).toMatchObject({ contract: { type: 'inventory.purchase-variance.taken-back.v1' } })
    expect(await told(one)).toHaveLength(2)
    expect(await disagreements(database)).toEqual([])
  })

  test('keeps it when the goods that bore it have left', async () => {
    const { item, first } = await chain('FIFO')
    const one = variance(first, '100', '30.00')
    await bear(one)
    await command(issuePurchaseReturn, company.purchaseReturn(first, '40', '400.00'))
    const before = await company.stockOf(item)
    expect(await takeBack(one)).toMatchObject({
      contract: { type: 'inventory.purchase-variance.kept.v1' },
      payload: { reason: 'STOCK_USED_SINCE', facts: { itemId: item.id } },
    })
    expect(await company.stockOf(item)).toEqual(before)
  })
})

test('of an invoice in another currency it is an event of its own, with the same shares', async () => {
  const { first } = await chain('MOVING_AVERAGE')
  const one: Variance = { ...variance(first, '100', '30.00'), printedCurrency: 'USD' }
  await bear(one)
  await takeBack(one)
  const kinds = await database.rows`
    select event_kind as kind, sum(value)::text as value from stock_document d join stock_entry e on e.stock_document_id = d.id
    where d.document_id = ${one.supplierInvoiceId}::uuid group by d.id, 1 order by d.id`
  expect(kinds).toEqual([
    { kind: 'FOREIGN_PURCHASE_VARIANCE', value: '2700' },
    { kind: 'FOREIGN_PURCHASE_VARIANCE', value: '-2700' },
  ])
})

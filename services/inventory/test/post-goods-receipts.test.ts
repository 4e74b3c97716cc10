import { goodsReceiptConfirmed, stockDocumentPosted } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { lineOf, trimmed, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear } = inventory
const company = await inventory.company()
const main = await company.warehouse('MAIN')

async function told(documentId: string) {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${documentId} order by pos`
  return rows.map(({ payload }) => stockDocumentPosted.schema.parse(payload))
}

const entriesOf = (itemId: string) =>
  database.rows<{ sequence: string; quantity: string; value: string; quantity_after: string; value_after: string }>`
    select sequence, quantity::text, value, quantity_after::text, value_after from stock_entry
    where item_id = ${itemId} order by position`

describe('a confirmed goods receipt', () => {
  test('enters stock at its net value and is told to finance with the same number', async () => {
    const desk = await company.item('OAK-DESK', 'MOVING_AVERAGE')
    const lamp = await company.item('LAMP', 'FIFO', 'FINISHED_GOODS')
    const receipt = company.receipt(main, [
      [desk, '100', '1000.00'],
      [lamp, '2.5', '10.01'],
    ])
    expect(await hear(goodsReceiptConfirmed, receipt)).toEqual([undefined])

    expect(await company.stockOf(desk)).toEqual({ balances: ['100 / 100000'], onHand: ['100'] })
    expect(await company.stockOf(lamp)).toEqual({ balances: ['2.5 / 1001'], onHand: ['2.5'] })
    const [posted] = await told(receipt.goodsReceiptId)
    expect(posted).toMatchObject({
      companyId: company.companyId,
      eventKind: 'PURCHASE_RECEIPT',
      documentType: 'GOODS_RECEIPT',
      documentNumber: receipt.number,
      businessDate: '2026-03-05',
      currency: 'CNY',
      supplierId: receipt.supplierId,
      warehouseId: main.id,
    })
    expect(posted?.lines.map(({ stockEntryId: _, ...line }) => line)).toEqual([
      {
        sourceLineId: receipt.lines[0]?.lineId,
        purchaseOrderLineId: receipt.lines[0]?.purchaseOrderLineId,
        itemId: desk.id,
        itemClass: 'MERCHANDISE',
        warehouseId: main.id,
        valuationAreaId: main.valuationAreaId,
        quantity: '100',
        stockValue: '1000.00',
        clearingValue: '1000.00',
        differenceValue: '0.00',
      },
      {
        sourceLineId: receipt.lines[1]?.lineId,
        purchaseOrderLineId: receipt.lines[1]?.purchaseOrderLineId,
        itemId: lamp.id,
        itemClass: 'FINISHED_GOODS',
        warehouseId: main.id,
        valuationAreaId: main.valuationAreaId,
        quantity: '2.5',
        stockValue: '10.01',
        clearingValue: '10.01',
        differenceValue: '0.00',
      },
    ])
  })

  test('of a batch: entries follow each other in order and carry the balance after each', async () => {
    const chair = await company.item('CHAIR', 'MOVING_AVERAGE')
    const receipts = [
      company.receipt(main, [
        [chair, '100', '1000.00'],
        [chair, '50', '560.00'],
      ]),
      company.receipt(main, [[chair, '0.000001', '0.01']]),
      company.receipt(main, [[chair, '5', '0.00']]),
    ]
    expect(await hear(goodsReceiptConfirmed, ...receipts)).toEqual([undefined, undefined, undefined])

    const entries = await entriesOf(chair.id)
    expect(
      entries.map((entry) => `${entry.sequence}: ${trimmed(entry.quantity_after)} / ${entry.value_after}`),
    ).toEqual(['1: 100 / 100000', '2: 150 / 156000', '3: 150.000001 / 156001', '4: 155.000001 / 156001'])
    expect(await company.stockOf(chair)).toEqual({ balances: ['155.000001 / 156001'], onHand: ['155.000001'] })
  })

  test('begins a layer for each line of a FIFO item', async () => {
    const shelf = await company.item('SHELF', 'FIFO')
    await hear(goodsReceiptConfirmed, company.receipt(main, [[shelf, '100', '1000.00']]))
    await hear(goodsReceiptConfirmed, company.receipt(main, [[shelf, '50', '560.00']]))
    const layers = await database.rows`
      select sequence, trim_scale(quantity) as quantity, value from stock_layer where item_id = ${shelf.id} order by sequence`
    expect(layers).toEqual([
      { sequence: '1', quantity: '100', value: '100000' },
      { sequence: '2', quantity: '50', value: '56000' },
    ])
  })

  test('warehouses of one valuation area share the value, one with its own area does not', async () => {
    const sofa = await company.item('SOFA', 'MOVING_AVERAGE')
    const annex = await company.warehouse('ANNEX', main.valuationAreaId)
    const outlet = await company.warehouse('OUTLET')
    await hear(
      goodsReceiptConfirmed,
      company.receipt(main, [[sofa, '1', '100.00']]),
      company.receipt(annex, [[sofa, '2', '260.00']]),
      company.receipt(outlet, [[sofa, '4', '440.00']]),
    )
    const { balances, onHand } = await company.stockOf(sofa)
    expect(balances.toSorted()).toEqual(['3 / 36000', '4 / 44000'])
    expect(onHand.toSorted()).toEqual(['1', '2', '4'])
  })

  test('has its effect once, even when it comes again as another message', async () => {
    const stool = await company.item('STOOL', 'MOVING_AVERAGE')
    const receipt = company.receipt(main, [[stool, '3', '10.00']])
    await hear(goodsReceiptConfirmed, receipt)
    expect(await hear(goodsReceiptConfirmed, receipt)).toEqual([undefined])
    expect(await company.stockOf(stool)).toEqual({ balances: ['3 / 1000'], onHand: ['3'] })
    expect(await told(receipt.goodsReceiptId)).toHaveLength(1)
  })

  test('takes the same few statements for fifty receipts as for one', async () => {
    const bench = await company.item('BENCH', 'FIFO')
    const receipts = (count: number) =>
      Array.from({ length: count }, () => company.receipt(main, [[bench, '1', '1.00']]))
    const statementsFor = async (count: number) => {
      const before = inventory.statements()
      await hear(goodsReceiptConfirmed, ...receipts(count))
      return inventory.statements() - before
    }
    await hear(goodsReceiptConfirmed, ...receipts(1))
    const forOne = await statementsFor(1)
    expect(forOne).toBe(17)
    expect(await statementsFor(50)).toBe(forOne)
    expect(await company.stockOf(bench)).toEqual({ balances: ['52 / 5200'], onHand: ['52'] })
  })
})

describe('a receipt that cannot be posted yet is held, and the others of its batch go on', () => {
  test.each([
    ['ITEM_UNKNOWN', (of: Blank) => ({ ...of, lines: [{ ...lineOf(of), itemId: newId() }] })],
    ['WAREHOUSE_UNKNOWN', (of: Blank) => ({ ...of, warehouseId: newId() })],
    ['CURRENCY_DIFFERS', (of: Blank) => ({ ...of, currency: 'USD' })],
    ['COMPANY_UNKNOWN', (of: Blank) => ({ ...of, companyId: newId() })],
    ['QUANTITY_NOT_POSITIVE', (of: Blank) => ({ ...of, lines: [{ ...lineOf(of), quantity: '0' }] })],
    ['QUANTITY_NOT_POSITIVE', (of: Blank) => ({ ...of, lines: [{ ...lineOf(of), quantity: '-1' }] })],
    ['VALUE_NEGATIVE', (of: Blank) => ({ ...of, lines: [{ ...lineOf(of), netValue: '-0.01' }] })],
  ] as const)('%s', async (reason, spoil) => {
    const item = await company.item(`HELD-${newId().slice(-12)}`, 'MOVING_AVERAGE')
    const good = company.receipt(main, [[item, '1', '1.00']])
    const spoilt = spoil(company.receipt(main, [[item, '10', '10.00']]))
    expect(await hear(goodsReceiptConfirmed, spoilt, good)).toEqual([reason, undefined])
    expect(await company.stockOf(item)).toEqual({ balances: ['1 / 100'], onHand: ['1'] })
    expect(await told(spoilt.goodsReceiptId)).toEqual([])
  })

  test('another company’s item and warehouse are unknown', async () => {
    const other = await inventory.company()
    const theirs = await other.item('THEIRS', 'MOVING_AVERAGE')
    const theirWarehouse = await other.warehouse('THEIRS')
    const ours = await company.item('OURS', 'MOVING_AVERAGE')
    const verdicts = await hear(
      goodsReceiptConfirmed,
      company.receipt(main, [[theirs, '1', '1.00']]),
      company.receipt(theirWarehouse, [[ours, '1', '1.00']]),
      other.receipt(theirWarehouse, [[theirs, '2', '2.00']]),
    )
    expect(verdicts).toEqual(['ITEM_UNKNOWN', 'WAREHOUSE_UNKNOWN', undefined])
    expect(await company.stockOf(ours)).toEqual({ balances: [], onHand: [] })
    expect(await other.stockOf(theirs)).toEqual({ balances: ['2 / 200'], onHand: ['2'] })
  })

  test('a service is not stocked', async () => {
    const advice = await company.item('ADVICE', 'MOVING_AVERAGE', 'SERVICE')
    expect(await hear(goodsReceiptConfirmed, company.receipt(main, [[advice, '1', '1.00']]))).toEqual([
      'ITEM_NOT_STOCKED',
    ])
  })

  type Blank = ReturnType<typeof company.receipt>
})

import { goodsReceiptConfirmed } from '@erp/contracts'
import { formatMoney, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import { openPage } from '../src/domain/ledger-page.ts'
import { issueLine } from '../src/domain/stock-line.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import * as stockBalances from '../src/store/stock-balances.ts'
import * as stockFacts from '../src/store/stock-facts.ts'
import { changeWarehouse } from '../src/use-cases/change-warehouse.ts'
import { recordStockDocuments } from '../src/use-cases/record-stock-documents.ts'
import { CNY, quantity } from './costing-steps.ts'
import { useInventory } from './use-inventory.ts'

const { database, hear, company: newCompany, transactor } = await useInventory()
const company = await newCompany()

/** Ledger lines of an item: `event: quantity / value → quantity after / value after`, in order. */
async function ledgerOf({ id }: Item): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select d.event_kind || case when d.adjusts_id is null then '' else ' trued up' end || ': '
             || trim_scale(e.quantity) || ' / ' || e.value || ' → ' || trim_scale(e.quantity_after) || ' / '
             || e.value_after as line
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where e.item_id = ${id} order by e.position`
  return rows.map(({ line }) => line)
}

/** Takes goods out as any document does, straight through the ledger. */
function takesOut(item: Item, warehouse: Warehouse, amount: string) {
  return transactor.transact(company.caller, 'test', async (unit) => {
    const document = { companyId: company.companyId, warehouseId: warehouse.id, lines: [{ itemId: item.id }] }
    const facts = await stockFacts.load(unit.tx, [document])
    const from = facts.warehouses.get(warehouse.id)
    const stocked = facts.items.get(item.id)
    if (!from || !stocked) throw new Error('The company has both.')
    const place = { ...document, itemId: item.id, valuationAreaId: from.valuationAreaId, currency: CNY }
    await stockBalances.open(unit.tx, [place])
    const book = await stockBalances.withLayers(unit.tx, await stockBalances.lock(unit.tx, [place]))
    const page = openPage(
      {
        companyId: company.companyId,
        eventKind: 'OTHER_ISSUE',
        documentType: 'MISCELLANEOUS_MOVEMENT',
        documentId: newId(),
        documentNumber: 'MM-1',
        businessDate: '2026-03-10' as never,
        currency: CNY,
        supplierId: null,
        warehouseId: warehouse.id,
      },
      book,
    )
    const issued = issueLine(
      page,
      { lineId: newId(), item: stocked, warehouse: from, quantity: quantity(amount) },
      {
        onHand: await stockBalances.onHand(unit.tx, [place]),
        lastCosts: await stockBalances.lastCosts(unit.tx, [place]),
      },
    )
    if (isRefusal(issued)) return issued
    const posting = page.close()
    await recordStockDocuments(unit, [posting], posting.changed)
    return { value: formatMoney(issued.value) }
  })
}

async function allowing(warehouse: Warehouse): Promise<Warehouse> {
  const changed = await transactor.transact(company.caller, 'changeWarehouse', (unit) =>
    changeWarehouse(unit, {
      warehouseId: warehouse.id,
      expectedVersion: warehouse.version,
      negativeStockAllowed: true,
    }),
  )
  if (isRefusal(changed)) throw new Error(changed.refusal)
  return changed
}

describe.each<CostingMethod>(['MOVING_AVERAGE', 'FIFO'])('where less than nothing is allowed, under %s', (costing) => {
  test('what left too early is covered, and the difference is told to who bore it', async () => {
    const item = await company.item(`EARLY-${costing}`, costing)
    const warehouse = await allowing(await company.warehouse(`NEG-${costing}`))
    await hear(goodsReceiptConfirmed, company.receipt(warehouse, [[item, '1', '12.00']]))
    expect(await takesOut(item, warehouse, '1')).toEqual({ value: '-12.00' })
    expect(await takesOut(item, warehouse, '10')).toEqual({ value: '-120.00' })
    expect((await company.stockOf(item)).balances).toEqual(['-10 / -12000'])
    expect(await hear(goodsReceiptConfirmed, company.receipt(warehouse, [[item, '30', '375.00']]))).toEqual([undefined])

    expect(await ledgerOf(item)).toEqual([
      'PURCHASE_RECEIPT: 1 / 1200 → 1 / 1200',
      'OTHER_ISSUE: -1 / -1200 → 0 / 0',
      'OTHER_ISSUE: -10 / -12000 → -10 / -12000',
      'OTHER_ISSUE trued up: 0 / -500 → -10 / -12500',
      'PURCHASE_RECEIPT: 30 / 37500 → 20 / 25000',
    ])
    expect(await company.stockOf(item)).toEqual({ balances: ['20 / 25000'], onHand: ['20'] })
  })
})

describe('everywhere else', () => {
  test('who wants more than there is learns how much there is, and nothing moves', async () => {
    const item = await company.item('SHORT', 'FIFO')
    const warehouse = await company.warehouse('STRICT')
    await hear(goodsReceiptConfirmed, company.receipt(warehouse, [[item, '3', '12.00']]))
    expect(await takesOut(item, warehouse, '3.000001')).toEqual({
      ...{ refusal: 'StockInsufficient', itemId: item.id },
      ...{ available: '3', requested: '3.000001' },
    })
    expect(await company.stockOf(item)).toEqual({ balances: ['3 / 1200'], onHand: ['3'] })
  })
})

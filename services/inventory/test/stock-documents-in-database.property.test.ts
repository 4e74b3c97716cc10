import type { Period } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../src/store/database.ts'
import { turnoverDifferences } from '../src/store/turnover-differences.ts'
import { createItem } from '../src/use-cases/create-item.ts'
import { rollUpStock } from '../src/use-cases/roll-up-stock.ts'
import { disagreements } from './disagreements.ts'
import { documentKinds, drawnDocument } from './stock-document-kinds.ts'
import { settleAccounts, stepsIn } from './stock-steps.ts'
import { stockUseCases } from './stock-use-cases.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const graph = await useGraph(inventory)
const { database, transactor } = inventory

/** A company with an item of each costing method, two warehouses valued together, one alone, and one that may fall short. */
const always = { from: '1900-01' as Period, period: '9999-12' as Period }

async function aShop() {
  const { company, lenient } = await useDocuments(inventory, graph, 'MiscellaneousMovement', [
    ...(['OTHER_RECEIPT', 'OPENING_STOCK', 'OTHER_ISSUE', 'STOCK_SCRAP', 'COST_ADJUSTMENT'] as const),
    ...(['SALES_DELIVERY', 'SALES_RETURN', 'COSTING_CHANGE', 'LANDED_COST', 'STOCK_ASSEMBLY'] as const),
  ])
  await settleAccounts(inventory, company, [
    ...['STOCK_TRANSFER', 'TRANSFER_SHIPMENT', 'TRANSFER_RECEIPT', 'TRANSFER_LOSS', 'STOCKTAKE_LOSS', 'STOCKTAKE_GAIN'],
  ])
  const { done } = stepsIn(inventory, company)
  const main = await company.warehouse('MAIN')
  const annex = await company.warehouse('ANNEX', main.valuationAreaId)
  const warehouses = [main, annex, await company.warehouse('BRANCH'), await lenient('LENIENT')]
  const items = [
    await company.item('AVERAGE', 'MOVING_AVERAGE'),
    await company.item('FIFO', 'FIFO'),
    await done((unit) =>
      createItem(unit, {
        ...{ code: 'BY-LOT', name: { zh: '批次', en: 'By lot' }, itemClass: 'MERCHANDISE', baseUnit: 'PCS', units: [] },
        ...{ costing: 'SPECIFIC', tracking: 'LOT' },
      }),
    ),
    await company.item('STANDARD', 'STANDARD'),
  ]
  await database.rows`
    insert into item_standard_cost (item_id, company_id, per_unit, changed_at)
    values (${items[3]?.id ?? ''}, ${company.companyId}, 3.337, now())`
  return { companyId: company.companyId, useCases: stockUseCases(inventory, company, { items, warehouses }) }
}

test('whatever people and other services do, the database agrees with itself, and taking it back leaves no residue', async () => {
  const client = openDatabase(database.appUrl)
  await fc.assert(
    fc.asyncProperty(fc.array(drawnDocument, { minLength: 30, maxLength: 30 }), async (steps) => {
      const { companyId, useCases } = await aShop()
      for (const [kind, drawn] of steps) await useCases.kinds[kind]?.(drawn)
      expect(await disagreements(database)).toEqual([])
      await useCases.takeBackAll()
      expect(await disagreements(database)).toEqual([])
      await rollUpStock(client)
      expect(await transactor.read([companyId], (tx) => turnoverDifferences(tx, { companyId, ...always }))).toEqual([])
      expect(await untied(companyId)).toEqual([])
    }),
    { numRuns: 6, endOnFailure: true },
  )
  await client.$disconnect()
}, 240_000)

test('every kind of document that is told in memory is done in the database', async () => {
  const { useCases } = await aShop()
  expect(Object.keys(useCases.kinds).toSorted()).toEqual(Object.keys(documentKinds).toSorted())
})

/** Goods or layers that no entry which stands is about, and values of nothing. */
async function untied(companyId: string): Promise<object[]> {
  return database.rows`
    select b.item_id, b.quantity::text, b.value::text from stock_balance b
    where b.company_id = ${companyId} and (b.quantity = 0) <> (b.quantity = 0 and b.value = 0)
    union all
    select b.item_id, b.quantity::text, b.value::text from stock_balance b
    where b.company_id = ${companyId} and (b.quantity, b.value) <> (0, 0)
      and not exists (
        select from stock_entry e join stock_document d on d.id = e.stock_document_id
        where e.item_id = b.item_id and e.valuation_area_id = b.valuation_area_id and d.reverses_id is null
          and not exists (select from stock_document r where r.reverses_id = d.id))
    union all
    select l.item_id, l.quantity::text, l.value::text from stock_layer l
    where l.company_id = ${companyId} and (l.quantity, l.value) <> (0, 0)
      and exists (select from stock_balance b where b.item_id = l.item_id and b.valuation_area_id = l.valuation_area_id
                  and b.quantity = 0)`
}

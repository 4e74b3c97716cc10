import { goodsReceiptConfirmed, issuePurchaseReturn } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { isExplained } from '../src/domain/cost-explanation.ts'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { StockEntryId } from '../src/domain/valuation.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import * as costs from '../src/store/cost-explanation.ts'
import { formatPool } from './format-pool.ts'
import { postDirectly } from './post-directly.ts'
import { everything, useGraph } from './use-graph.ts'
import { lineOf, type Receipt, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { hear, command, transactor, database } = inventory
const { userOf } = await useGraph(inventory)
const company = await inventory.company()
const { query } = userOf(company.companyId)
const direct = postDirectly(inventory, company)

async function receivedBy(receipt: Receipt): Promise<StockEntryId> {
  const [entry] = await database.rows<{ id: StockEntryId }>`
    select id from stock_entry where source_line_id = ${lineOf(receipt).lineId}::uuid`
  if (!entry) throw new Error('The receipt is not in stock.')
  return entry.id
}

const cost = 'quantity value { amount } unitCost sequence emptyAfter balanced'
const entries = 'nodes { quantity value { amount } entry { documentNumber } }'
const explainText = `query ($item: ID!, $area: ID!, $at: DateTime) { explainCost(itemId: $item, valuationAreaId: $area, at: $at) {
  ${cost} costing item { code } valuationArea { code }
  sources { kind quantity value { amount } entries { ${entries} } }
  layers { nodes { quantity value { amount } receivedBy { documentNumber } changes { ${entries} }
                   origin { ${cost} valuationArea { code } } } } } }`

type Part = { quantity: string; value: { amount: string } }
type Explanation = Part & {
  unitCost: string
  balanced: boolean
  sources: (Part & { kind: string; entries: { nodes: (Part & { entry: { documentNumber: string } })[] } })[]
  layers: { nodes: (Part & { receivedBy: { documentNumber: string }; changes: { nodes: Part[] }; origin: object })[] }
}
async function explain(item: Item, warehouse: Warehouse, at?: Date): Promise<Explanation | null> {
  const variables = { item: item.id, area: warehouse.valuationAreaId, at: at?.toISOString() }
  return (await query<{ explainCost: Explanation | null }>(explainText, variables)).explainCost
}
const text = ({ quantity, value }: Part) => `${quantity}/${value.amount}`

/** DOMAIN.md 2.3 as far as stock goes: two receipts, 60 delivered, a return, freight on R2. */
async function chain(costing: CostingMethod) {
  const item = await company.item(`CHAIN-${costing}`, costing)
  const [a, b] = [await company.warehouse(`${costing}-A`), await company.warehouse(`${costing}-B`)]
  const r1 = company.receipt(a, [[item, '100', '1000.00']])
  const r2 = company.receipt(a, [[item, '50', '560.00']])
  await hear(goodsReceiptConfirmed, r1, r2)
  const delivered = await direct.issue(item, a, '60', '2026-03-10')
  await command(issuePurchaseReturn, company.purchaseReturn(r2, '10', '112.00'))
  const borne = await direct.lateCost(
    item,
    a,
    { layerId: await receivedBy(r2), quantity: '40', value: '80.00' },
    '2026-03-21',
  )
  return { item, a, b, r1, r2, delivered, borne }
}

describe('the worked chain', async () => {
  const average = await chain('MOVING_AVERAGE')
  const fifo = await chain('FIFO')

  test('moving average: by kind of event, down to documents', async () => {
    expect(average.delivered.value.minor).toBe(-62_400n)
    const cause = await explain(average.item, average.a)
    // 936.00 − 112.00 + 80.00, without the invoice of R1
    expect(cause).toMatchObject({ quantity: '80', value: { amount: '904.00' }, unitCost: '11.300000', balanced: true })
    expect(cause?.sources.map((source) => `${source.kind} ${text(source)}`)).toEqual([
      'LANDED_COST 0/80.00',
      'OTHER_ISSUE -60/-624.00',
      'PURCHASE_RECEIPT 150/1560.00',
      'PURCHASE_RETURN_UNINVOICED -10/-112.00',
    ])
    const receipts = cause?.sources.find(({ kind }) => kind === 'PURCHASE_RECEIPT')
    expect(receipts?.entries.nodes.map((one) => [one.entry.documentNumber, text(one)])).toEqual([
      [average.r1.number, '100/1000.00'],
      [average.r2.number, '50/560.00'],
    ])
    expect(cause?.layers.nodes).toEqual([])
  })

  test('first in, first out: what is left of each receipt and why', async () => {
    expect(fifo.delivered.value.minor).toBe(-60_000n)
    expect(fifo.borne.minor).toBe(8_000n)
    const cause = await explain(fifo.item, fifo.a)
    expect(cause).toMatchObject({ quantity: '80', value: { amount: '928.00' }, balanced: true })
    expect(
      cause?.layers.nodes.map((layer) => [layer.receivedBy.documentNumber, text(layer), layer.changes.nodes.map(text)]),
    ).toEqual([
      [fifo.r1.number, '40/400.00', ['100/1000.00', '-60/-600.00']],
      [fifo.r2.number, '40/528.00', ['50/560.00', '-10/-112.00', '0/80.00']],
    ])
  })

  test('a transfer names the stock its goods came from', async () => {
    const { item, a, b } = fifo
    const come = await direct.transfer(item, a, b, '20', '2026-03-25')
    expect(come.value.minor).toBe(20_000n)
    const cause = await explain(item, b)
    expect(cause).toMatchObject({ quantity: '20', value: { amount: '200.00' }, balanced: true })
    expect(cause?.layers.nodes.map(({ origin }) => origin)).toMatchObject([
      { quantity: '80', value: { amount: '928.00' }, balanced: true, valuationArea: { code: 'FIFO-A' } },
    ])
  })

  test('what was known earlier, and nothing before anything moved', async () => {
    expect(await explain(average.item, average.a, new Date('2020-01-01'))).toBeNull()
    expect(await explain(average.item, average.b)).toBeNull()
    expect(await userOf(newId()).query(explainText, { item: fifo.item.id, area: fifo.a.valuationAreaId })).toEqual({
      explainCost: null,
    })
  })

  test('stock that was empty in between is explained by what came after', async () => {
    const { item, a } = average
    await direct.issue(item, a, '80', '2026-03-26')
    await hear(goodsReceiptConfirmed, company.receipt(a, [[item, '3', '10.00']]))
    await direct.issue(item, a, '1', '2026-03-27')
    const cause = await explain(item, a)
    expect(cause).toMatchObject({ quantity: '2', value: { amount: '6.67' }, balanced: true, emptyAfter: '6' })
    expect(cause?.sources.map((source) => `${source.kind} ${text(source)}`)).toEqual([
      'OTHER_ISSUE -1/-3.33',
      'PURCHASE_RECEIPT 3/10.00',
    ])
  })
})

test('every point of random ledgers is explained exactly, whatever the method', async () => {
  let seed = 20_261_128
  const upTo = (limit: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * limit)
  }
  const [here, there] = [await company.warehouse('HERE'), await company.warehouse('THERE')]
  const stock = [await company.item('RANDOM-MA', 'MOVING_AVERAGE'), await company.item('RANDOM-FIFO', 'FIFO')]
  for (const item of stock) {
    let left = 0
    for (let step = 0; step < 25; step += 1) {
      const amount = 1 + upTo(9)
      if (left < 5 || upTo(3) === 0) {
        const receipt = company.receipt(here, [[item, String(amount), (upTo(10_000) / 100).toFixed(2)]])
        await hear(goodsReceiptConfirmed, receipt)
        left += amount
        if (upTo(2) === 0) {
          const late = { layerId: await receivedBy(receipt), quantity: String(amount), value: '0.05' }
          await direct.lateCost(item, here, late, '2026-03-20')
        }
      } else {
        const part = Math.min(left, amount)
        if (upTo(2) === 0) await direct.transfer(item, here, there, String(part), '2026-03-20')
        else await direct.issue(item, here, String(part), '2026-03-20')
        left -= part
      }
    }
  }
  const entriesOfAll = await database.rows<{ item: string; area: string; sequence: string; balance: string }>`
    select item_id as item, valuation_area_id as area, sequence::text, quantity_after || '/' || value_after as balance
    from stock_entry where item_id in (${stock[0]?.id ?? null}::uuid, ${stock[1]?.id ?? null}::uuid) order by position`
  expect(entriesOfAll.length).toBeGreaterThan(60)
  await transactor.read([company.companyId], async (tx) => {
    const keys = entriesOfAll.map(({ item, area, sequence }) => ({
      ...{ itemId: item, valuationAreaId: area, sequence: BigInt(sequence) },
    }))
    const points = await costs.points(tx, keys)
    for (const [index, point] of points.entries()) {
      if (!point) throw new Error('Every entry is a point.')
      expect(formatPool(point)).toBe(entriesOfAll[index]?.balance)
      const sources = await costs.sources(tx, point)
      expect(isExplained(point, sources, await costs.layersTogether(tx, point))).toBe(true)
      const [source] = sources
      if (source) expect(isExplained(point, sources.slice(1), await costs.layersTogether(tx, point))).toBe(false)
    }
  })
})

test('costs are for those who may know them', async () => {
  const storekeeper = userOf(
    company.companyId,
    everything.filter((permission) => permission !== 'inventory.cost.read'),
  )
  const { data, errors } = await storekeeper.ask<{ explainCost: null }>(explainText, {
    item: newId(),
    area: newId(),
  })
  expect(data?.explainCost ?? null).toBeNull()
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'inventory.cost.read' } }])
})

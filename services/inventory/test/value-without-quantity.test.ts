import { goodsReceiptConfirmed, issuePurchaseReturn } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import { postDirectly } from './post-directly.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

// Landed costs and changes of costing are value without quantity: reports count them, and what a unit costs is explained
// by them, at every point and by whatever method the item was costed then.
const inventory = await useInventory()
const { hear, command, database } = inventory
const graph = await useGraph(inventory)
const {
  company,
  user,
  item: newItem,
} = await useDocuments(inventory, graph, 'LandedCost', ['LANDED_COST', 'COSTING_CHANGE', 'PURCHASE_RETURN_UNINVOICED'])
const controller = graph.colleagueOf(company.companyId)
const direct = postDirectly(inventory, company)
const main = await company.warehouse('MAIN')
const on = '2026-03-21'

/** Written by one, confirmed by another. */
async function does(type: 'LandedCost' | 'CostingChange', input: object): Promise<void> {
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`
  type Answer = { answer: { document: { id: string; version: number }; userErrors: object[] } }
  const text = (verb: string) => `mutation ($input: ${verb}${type}Input!) {
    answer: ${verb.toLowerCase()}${type}(input: $input) { document: ${field} { id version } userErrors { message } } }`
  const { answer } = await user.query<Answer>(text('Create'), {
    input: { idempotencyKey: newId(), businessDate: on, ...input },
  })
  const { id: documentId, version: expectedVersion } = answer.document
  const confirm = { idempotencyKey: newId(), documentId, expectedVersion }
  const confirmed = await controller.query<Answer>(text('Confirm'), { input: confirm })
  expect(confirmed.answer.userErrors).toEqual([])
}

type Part = { quantity: string; value: { amount: string } }
type Explanation = Part & {
  balanced: boolean
  sources: (Part & { kind: string; entries: { nodes: Part[] } })[]
  layers: { nodes: (Part & { changes: { nodes: Part[] } })[] }
}
const text = ({ quantity, value }: Part) => `${quantity}/${value.amount}`

async function explained(item: Item, at?: Date) {
  const { explainCost } = await user.query<{ explainCost: Explanation }>(
    `query ($item: ID!, $area: ID!, $at: DateTime) { explainCost(itemId: $item, valuationAreaId: $area, at: $at) {
      quantity value { amount } balanced
      sources { kind quantity value { amount } entries { nodes { quantity value { amount } } } }
      layers { nodes { quantity value { amount } changes { nodes { quantity value { amount } } } } } } }`,
    { item: item.id, area: main.valuationAreaId, at: at?.toISOString() },
  )
  const { balanced, sources, layers } = explainCost
  return {
    balanced,
    there: text(explainCost),
    sources: sources.map((source) => `${source.kind} ${source.entries.nodes.map(text).join(' ')} = ${text(source)}`),
    layers: layers.nodes.map((layer) => `${layer.changes.nodes.map(text).join(' ')} = ${text(layer)}`),
  }
}

/** The second receipt bears freight, then the item goes over to a standard cost, then to layers. */
describe('first in, first out, with freight, then at standard cost, then in layers again', async () => {
  const item = await newItem('STEEL', 'FIFO')
  await hear(goodsReceiptConfirmed, company.receipt(main, [[item, '100', '1000.00']]))
  const second = company.receipt(main, [[item, '50', '560.00']])
  await hear(goodsReceiptConfirmed, second)
  await direct.issue(item, main, '60', '2026-03-10')
  await command(issuePurchaseReturn, company.purchaseReturn(second, '10', '112.00'))
  const [entry] = await database.rows<{ id: string }>`
    select id from stock_entry where source_line_id = ${second.lines[0]?.lineId ?? null}::uuid`
  const charges = [{ name: 'Freight', amount: '80.00', basis: 'VALUE' }]
  await does('LandedCost', { charges, stockEntryIds: [entry?.id] })
  const withFreight = await explained(item)
  const beforeChanges = new Date()
  await new Promise((done) => setTimeout(done, 5))
  await does('CostingChange', { itemId: item.id, costing: 'STANDARD', standardCost: '11.50', reason: 'New year' })
  const atStandard = await explained(item)
  await does('CostingChange', { itemId: item.id, costing: 'FIFO', reason: 'Another year' })
  await direct.issue(item, main, '10', on)

  test('what is left of each receipt shows the freight it bears', () => {
    expect(withFreight).toMatchObject({
      balanced: true,
      there: '80/928.00',
      layers: ['100/1000.00 -60/-600.00 = 40/400.00', '50/560.00 -10/-112.00 0/80.00 = 40/528.00'],
    })
    expect(withFreight.sources).toContain('LANDED_COST 0/80.00 = 0/80.00')
  })

  test('at standard cost the change is what is missing to it, and no layer is left', () => {
    expect(atStandard).toEqual({
      balanced: true,
      there: '80/920.00',
      sources: [
        'COSTING_CHANGE 0/-8.00 = 0/-8.00',
        'LANDED_COST 0/80.00 = 0/80.00',
        'OTHER_ISSUE -60/-600.00 = -60/-600.00',
        'PURCHASE_RECEIPT 100/1000.00 50/560.00 = 150/1560.00',
        'PURCHASE_RETURN_UNINVOICED -10/-112.00 = -10/-112.00',
      ],
      layers: [],
    })
  })

  test('in layers again it begins with what was there; earlier points are explained as they were', async () => {
    const now = await explained(item)
    expect(now).toMatchObject({ balanced: true, there: '70/805.00', layers: ['80/920.00 -10/-115.00 = 70/805.00'] })
    expect(now.sources).toContain('COSTING_CHANGE 0/-8.00 0/0.00 = 0/-8.00')
    expect(await explained(item, beforeChanges)).toEqual(withFreight)
  })

  test('the movement summary counts them as value that came in without a quantity', async () => {
    type Figure = Part
    type Figures = Record<'opening' | 'received' | 'issued' | 'closing', Figure>
    const { stockMovementSummary } = await user.query<{
      stockMovementSummary: {
        total: Figures & { kinds: { kind: string; received: Figure; issued: Figure }[] }
      }
    }>(
      `query ($item: ID!) { stockMovementSummary(period: "2026-03", itemId: $item) { total {
        opening { quantity value { amount } } received { quantity value { amount } }
        issued { quantity value { amount } } closing { quantity value { amount } }
        kinds { kind received { quantity value { amount } } issued { quantity value { amount } } } } } }`,
      { item: item.id },
    )
    const { total } = stockMovementSummary
    expect(total.kinds.map(({ kind, received, issued }) => `${kind} ${text(received)} − ${text(issued)}`)).toEqual([
      'COSTING_CHANGE 0/-8.00 − 0/0.00',
      'LANDED_COST 0/80.00 − 0/0.00',
      'OTHER_ISSUE 0/0.00 − 70/715.00',
      'PURCHASE_RECEIPT 150/1560.00 − 0/0.00',
      'PURCHASE_RETURN_UNINVOICED 0/0.00 − 10/112.00',
    ])
    expect([total.opening, total.received, total.issued, total.closing].map(text)).toEqual([
      ...['0/0.00', '150/1632.00', '80/827.00', '70/805.00'],
    ])
  })
})

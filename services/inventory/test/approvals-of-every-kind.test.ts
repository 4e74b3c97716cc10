import { goodsReceiptConfirmed } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import type { StockEventKind } from '../src/domain/stock-document.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { useApprovals } from './use-approvals.ts'
import { useDocuments } from './use-documents.ts'
import { everything, useGraph } from './use-graph.ts'
import { lineOf, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const graph = await useGraph(inventory)

/** Ten lamps worth 232.50 in one warehouse, which came by one receipt. */
type World = { readonly lamp: Item; readonly set: Item; readonly main: Warehouse; readonly entryId: string }

const on = { businessDate: '2026-03-21', reason: 'As agreed' }
/** Of each kind what is written, and what it becomes: with what it is asked for, and what it does to the lamps. */
const kinds: readonly {
  readonly documentType: string
  readonly type: string
  readonly event: StockEventKind
  readonly only?: object
  readonly content: (world: World, how: 'first' | 'changed') => object
  readonly amounts: readonly [first: string, changed: string]
  readonly does: readonly [first: string, changed: string]
}[] = [
  {
    ...{ documentType: 'COST_ADJUSTMENT', type: 'CostAdjustment', event: 'COST_ADJUSTMENT' },
    content: ({ lamp, main }, how) => ({
      ...{ ...on, itemId: lamp.id, valuationAreaId: main.valuationAreaId, value: how === 'first' ? '-32.50' : '7.50' },
    }),
    amounts: ['3250', '750'],
    does: ['0 / -32.50 → 10 / 200.00', '0 / 7.50 → 10 / 240.00'],
  },
  {
    ...{ documentType: 'LANDED_COST', type: 'LandedCost', event: 'LANDED_COST' },
    content: ({ entryId }, how) => ({
      ...{ ...on, stockEntryIds: [entryId] },
      charges: [{ name: 'Freight', amount: how === 'first' ? '30.00' : '45.00', basis: 'QUANTITY' }],
    }),
    amounts: ['3000', '4500'],
    does: ['0 / 30.00 → 10 / 262.50', '0 / 45.00 → 10 / 277.50'],
  },
  {
    ...{ documentType: 'STOCK_ASSEMBLY', type: 'StockAssembly', event: 'STOCK_ASSEMBLY', only: { kind: 'ASSEMBLY' } },
    content: ({ lamp, set, main: { id: warehouseId } }, how) => ({
      ...{ ...on, product: { itemId: set.id, warehouseId, quantity: '1' } },
      components: [{ itemId: lamp.id, warehouseId, quantity: how === 'first' ? '2' : '4' }],
    }),
    amounts: ['4650', '9300'],
    does: ['-2 / -46.50 → 8 / 186.00', '-4 / -93.00 → 6 / 139.50'],
  },
  {
    ...{ documentType: 'COSTING_CHANGE', type: 'CostingChange', event: 'COSTING_CHANGE' },
    content: ({ lamp }, how) => ({
      ...{ ...on, itemId: lamp.id, costing: 'STANDARD', standardCost: how === 'first' ? '20.00' : '25.00' },
    }),
    amounts: ['23250', '23250'],
    does: ['0 / -32.50 → 10 / 200.00', '0 / 17.50 → 10 / 250.00'],
  },
]

describe.each(kinds)('a $documentType of a company that has such documents approved', (kind) => {
  const { documentType, type, event, only = {}, content, amounts, does } = kind

  async function setUp() {
    const documents = await useDocuments(inventory, graph, type, [event])
    const { company, item, user, step, seen } = documents
    const world: Omit<World, 'entryId'> = {
      ...{ lamp: await item('LAMP', 'MOVING_AVERAGE'), set: await item('SET', 'MOVING_AVERAGE') },
      main: await company.warehouse('MAIN'),
    }
    const receipt = company.receipt(world.main, [[world.lamp, '10', '232.50']])
    await inventory.hear(goodsReceiptConfirmed, receipt)
    const [entry] = await inventory.database.rows<{ id: string }>`
      select id from stock_entry where source_line_id = ${lineOf(receipt).lineId}::uuid`
    const query = `${type.charAt(0).toLowerCase()}${type.slice(1)}(id: $id)`
    const approvals = await useApprovals(inventory, company, { documentType, query }, user)
    const clerkId = newId()
    const clerk = graph.userOf(company.companyId, everything, undefined, clerkId)
    const done = async (answer: ReturnType<typeof step>) => {
      const { document, userErrors } = await answer
      expect(userErrors).toEqual([])
      if (!document) throw new Error('There is no document')
      return document
    }
    const write = (how: 'first' | 'changed') => content({ ...world, entryId: entry?.id ?? '' }, how)
    return {
      ...{ ...documents, ...approvals, clerkId },
      drafted: () => done(step('Create', { ...write('first'), ...only }, clerk)),
      changes: (document: Named) => done(step('Change', { ...seen(document), ...write('changed') }, clerk)),
      submits: (document: Named) => done(step('Confirm', seen(document), clerk)),
      entriesSince: async () => (await documents.ledgerOf(world.lamp)).slice(1),
    }
  }
  type Named = { readonly id: string; readonly version: number }

  test('is asked for by its author with what it comes to, and counts by the decision', async () => {
    const { clerkId, drafted, submits, lastOf, decides, standing, entriesSince } = await setUp()
    const document = await submits(await drafted())
    expect(document).toMatchObject({
      ...{ status: 'PENDING_APPROVAL', legs: [{ kind: 'APPROVAL', state: 'PENDING' }], stockEntries: [] },
    })
    expect(await lastOf(document)).toMatchObject({
      ...{ documentType, amountMinor: amounts[0], currency: 'CNY', title: `${document.number} · As agreed` },
      ...{ makerId: clerkId, submittedBy: clerkId, authorIds: [clerkId], categories: ['MERCHANDISE'] },
    })
    expect(await entriesSince()).toEqual([])
    await decides(document, 'APPROVED')
    expect(await standing(document)).toMatchObject({
      ...{ status: 'CONFIRMED', confirmedBy: clerkId },
      legs: [{ kind: 'APPROVAL', state: 'POSTED' }, { kind: 'STOCK' }, { kind: 'LEDGER' }],
    })
    expect(await entriesSince()).toEqual([does[0]])
  })

  test('that was turned down is a draft with the reason, and what is changed while it waits asks anew', async () => {
    const { drafted, submits, changes, requests, withdrawals, decides, standing, entriesSince } = await setUp()
    const first = await submits(await drafted())
    await decides(first, 'REJECTED', 'Not this month')
    const back = await standing(first)
    expect(back).toMatchObject({ status: 'DRAFT', legs: [{ state: 'REFUSED', reason: 'Rejected: Not this month' }] })
    const again = await submits(back)
    const changed = await changes(again)
    expect(await withdrawals()).toMatchObject([{ reason: 'DOCUMENT_CHANGED' }])
    await decides(again, 'APPROVED')
    expect(await standing(again)).toMatchObject({ status: 'DRAFT', legs: [{ reasonCode: 'APPROVAL_OUTDATED' }] })
    await submits(changed)
    expect((await requests()).map(({ amountMinor }) => amountMinor)).toEqual([amounts[0], amounts[0], amounts[1]])
    await decides(changed, 'APPROVED')
    expect(await entriesSince()).toEqual([does[1]])
  })

  test('that was approved while its period was closed waits for somebody to confirm it, and is asked for once', async () => {
    const { drafted, submits, requests, decides, standing, period, entriesSince } = await setUp()
    const document = await submits(await drafted())
    await period('CLOSED', 2)
    await decides(document, 'APPROVED')
    const stuck = await standing(document)
    expect(stuck).toMatchObject({ status: 'DRAFT', legs: [{ reasonCode: 'APPROVED_NOT_CONFIRMED' }] })
    expect(await entriesSince()).toEqual([])
    await period('OPEN', 3)
    expect(await submits(stuck)).toMatchObject({ status: 'CONFIRMED' })
    expect(await requests()).toHaveLength(1)
    expect(await entriesSince()).toEqual([does[0]])
  })

  test('is confirmed by somebody who wrote none of it where nothing is defined any more', async () => {
    const { says, drafted, step, seen, refusedAs, requests, clerkId, company, entriesSince } = await setUp()
    await says(false, 2)
    const draft = await drafted()
    const clerk = graph.userOf(company.companyId, everything, undefined, clerkId)
    await refusedAs(step('Confirm', seen(draft), clerk), 'MakerConfirms')
    expect((await step('Confirm', seen(draft))).document).toMatchObject({ status: 'CONFIRMED' })
    expect(await requests()).toEqual([])
    expect(await entriesSince()).toEqual([does[0]])
  })
})

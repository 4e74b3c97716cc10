import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const graph = await useGraph(inventory)
const events = ['COST_ADJUSTMENT', 'OTHER_RECEIPT', 'OTHER_ISSUE'] as const
const documents = await useDocuments(inventory, graph, 'CostAdjustment', events)
const { company, user, step, seen, refusedAs, draft, cancel, ledgerOf } = documents
const controller = graph.colleagueOf(company.companyId)
const main = await company.warehouse('MAIN')
const on = '2026-03-10'

const confirms = (written: Awaited<ReturnType<typeof draft>>) => step('Confirm', seen(written), controller)
const adjusts = (item: Item, value: string, more: object = {}) => ({
  ...{ businessDate: on, itemId: item.id, valuationAreaId: main.valuationAreaId, value, reason: 'Invoice was wrong' },
  ...more,
})

/** Moves stock by other receipts and issues, confirmed at once. */
async function moves(kind: string, item: Item, line: object, warehouse: Warehouse = main): Promise<void> {
  const text = (verb: string) =>
    `mutation ($input: ${verb}MiscellaneousMovementInput!) { answer: ${verb.toLowerCase()}MiscellaneousMovement(input: $input) {
      miscellaneousMovement { id version } userErrors { message } } }`
  type Moved = { answer: { miscellaneousMovement: { id: string; version: number }; userErrors: unknown[] } }
  const lines = [{ itemId: item.id, warehouseId: warehouse.id, ...line }]
  const input = { idempotencyKey: newId(), kind, businessDate: on, lines }
  const { answer } = await user.query<Moved>(text('Create'), { input })
  const { id: documentId, version: expectedVersion } = answer.miscellaneousMovement
  const confirm = { idempotencyKey: newId(), documentId, expectedVersion }
  expect((await controller.query<Moved>(text('Confirm'), { input: confirm })).answer.userErrors).toEqual([])
}

describe('a cost adjustment', () => {
  test('makes what is on hand worth more, and is taken back to the cent', async () => {
    const item = await documents.item('AVERAGE', 'MOVING_AVERAGE')
    await moves('OTHER_RECEIPT', item, { quantity: '3', value: '10.00' })
    const confirmed = (await confirms(await draft(adjusts(item, '36.00')))).document
    expect(confirmed).toMatchObject({
      number: 'CA-2026-000001',
      status: 'CONFIRMED',
      stockEntries: [{ quantity: '0', value: { amount: '36.00' }, clearingValue: { amount: '36.00' } }],
    })
    if (confirmed) await cancel(confirmed)
    expect(await ledgerOf(item)).toEqual([
      '3 / 10.00 → 3 / 10.00',
      '0 / 36.00 → 3 / 46.00',
      'back 0 / -36.00 → 3 / 10.00',
    ])
  })

  test('spreads over receipts by their quantities, or belongs to one of them', async () => {
    const item = await documents.item('LAYERED', 'FIFO')
    await moves('OTHER_RECEIPT', item, { quantity: '1', value: '10.00' })
    await moves('OTHER_RECEIPT', item, { quantity: '2', value: '20.00' })
    const layers = async () => {
      const { stockLayers } = await user.query<{
        stockLayers: { nodes: { receivedBy: { id: string }; value: { amount: string } }[] }
      }>(
        `query ($itemId: ID!, $valuationAreaId: ID!) { stockLayers(itemId: $itemId, valuationAreaId: $valuationAreaId) {
          nodes { receivedBy { id } value { amount } } } }`,
        { itemId: item.id, valuationAreaId: main.valuationAreaId },
      )
      return stockLayers.nodes
    }
    await confirms(await draft(adjusts(item, '-0.10')))
    expect((await layers()).map(({ value }) => value.amount)).toEqual(['9.97', '19.93'])
    const layerId = (await layers())[1]?.receivedBy.id
    await confirms(await draft(adjusts(item, '1.00', { layerId })))
    expect((await layers()).map(({ value }) => value.amount)).toEqual(['9.97', '20.93'])
    await refusedAs(confirms(await draft(adjusts(item, '-20.94', { layerId }))), 'AdjustedBelowZero')
  })

  test('cannot be taken back once its goods have left', async () => {
    const item = await documents.item('GONE', 'MOVING_AVERAGE')
    await moves('OTHER_RECEIPT', item, { quantity: '2', value: '10.00' })
    const { document } = await confirms(await draft(adjusts(item, '1.00')))
    await moves('OTHER_ISSUE', item, { quantity: '2' })
    if (document) await refusedAs(step('Cancel', seen(document)), 'StockUsedSince')
    await refusedAs(confirms(await draft(adjusts(item, '1.00'))), 'NothingToValue')
    expect((await ledgerOf(item)).at(-1)).toBe('-2 / -11.00 → 0 / 0.00')
  })

  test('is not confirmed by who wrote it', async () => {
    const item = await documents.item('ALONE', 'MOVING_AVERAGE')
    await moves('OTHER_RECEIPT', item, { quantity: '1', value: '1.00' })
    const written = await draft(adjusts(item, '1.00'))
    await refusedAs(step('Confirm', seen(written), user), 'MakerConfirms')
    expect(await company.stockOf(item)).toEqual({ balances: ['1 / 100'], onHand: ['1'] })
    expect((await confirms(written)).document).toMatchObject({ status: 'CONFIRMED' })
  })

  test('is confirmed neither by its maker nor by who changed it', async () => {
    const item = await documents.item('TWO', 'MOVING_AVERAGE')
    await moves('OTHER_RECEIPT', item, { quantity: '1', value: '1.00' })
    await documents.changedByAnother(await draft(adjusts(item, '1.00')), adjusts(item, '2.00'))
    expect(await company.stockOf(item)).toEqual({ balances: ['1 / 300'], onHand: ['1'] })
  })

  test.each<[string, (item: Item) => object, string, object]>([
    ['without a reason', (item) => adjusts(item, '1', { reason: '' }), 'InvalidInput', { problem: 'REQUIRED' }],
    ['of nothing', (item) => adjusts(item, '0'), 'InvalidInput', { problem: 'ZERO' }],
    ['in fractions of a cent', (item) => adjusts(item, '0.001'), 'InvalidInput', { field: 'value' }],
    [
      'in an area nobody knows',
      (item) => adjusts(item, '1', { valuationAreaId: newId() }),
      'ValuationAreaNotFound',
      {},
    ],
    ['of a receipt nobody knows', (item) => adjusts(item, '1', { layerId: newId() }), 'LayerUnknown', {}],
  ])('%s is refused', async (_, input, name, more) => {
    const item = await documents.item(`BAD-${newId()}`.slice(0, 40), 'MOVING_AVERAGE')
    await refusedAs(step('Create', input(item)), name, more)
  })
})

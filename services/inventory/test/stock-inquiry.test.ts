import { goodsReceiptConfirmed, issuePurchaseReturn } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { everything, useGraph } from './use-graph.ts'
import { lineOf, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { hear, command } = inventory
const { userOf } = await useGraph(inventory)
const company = await inventory.company()
const { query, ask } = userOf(company.companyId)

const main = await company.warehouse('MAIN')
const annex = await company.warehouse('ANNEX', main.valuationAreaId)
const outlet = await company.warehouse('OUTLET')
const desk = await company.item('A-DESK', 'MOVING_AVERAGE')
const lamp = await company.item('B-LAMP', 'FIFO')

const first = company.receipt(main, [
  [desk, '100', '1000.00'],
  [lamp, '10', '50.05'],
])
const second = company.receipt(annex, [[desk, '50', '560.00']])
const third = company.receipt(outlet, [[lamp, '4', '24.00']])
await hear(goodsReceiptConfirmed, first, second, third)
const purchaseReturn = {
  ...company.purchaseReturn(first, '3', '15.01'),
  lines: company
    .purchaseReturn(first, '3', '15.01')
    .lines.map((line) => ({ ...line, itemId: lamp.id, goodsReceiptLineId: first.lines[1]?.lineId ?? '' })),
}
await command(issuePurchaseReturn, purchaseReturn)

type Page<Node> = { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }

describe('stock balances', () => {
  const balances = `query ($itemId: ID, $valuationAreaId: ID, $warehouseId: ID, $first: Int, $after: String) {
    stockBalances(itemId: $itemId, valuationAreaId: $valuationAreaId, warehouseId: $warehouseId, first: $first, after: $after) {
      nodes { item { code } valuationArea { code } quantity value { amount currency } unitCost
              warehouses { warehouse { code } onHand } }
      pageInfo { hasNextPage endCursor } } }`
  type Balance = { item: { code: string }; valuationArea: { code: string } }
  const list = async (variables: object) =>
    (await query<{ stockBalances: Page<Balance> }>(balances, variables)).stockBalances
  const names = ({ nodes }: Page<Balance>) =>
    nodes.map(({ item, valuationArea }) => `${item.code} ${valuationArea.code}`)

  test('by item and area, with value, unit cost and the warehouses', async () => {
    expect((await list({})).nodes).toEqual([
      {
        item: { code: 'A-DESK' },
        valuationArea: { code: 'MAIN' },
        quantity: '150',
        value: { amount: '1560.00', currency: 'CNY' },
        unitCost: '10.400000',
        warehouses: [
          { warehouse: { code: 'ANNEX' }, onHand: '50' },
          { warehouse: { code: 'MAIN' }, onHand: '100' },
        ],
      },
      {
        item: { code: 'B-LAMP' },
        valuationArea: { code: 'MAIN' },
        quantity: '7',
        value: { amount: '35.04', currency: 'CNY' },
        unitCost: '5.005714',
        warehouses: [{ warehouse: { code: 'MAIN' }, onHand: '7' }],
      },
      {
        item: { code: 'B-LAMP' },
        valuationArea: { code: 'OUTLET' },
        quantity: '4',
        value: { amount: '24.00', currency: 'CNY' },
        unitCost: '6.000000',
        warehouses: [{ warehouse: { code: 'OUTLET' }, onHand: '4' }],
      },
    ])
  })

  test('of one item, one area or one warehouse', async () => {
    expect(names(await list({ itemId: lamp.id }))).toEqual(['B-LAMP MAIN', 'B-LAMP OUTLET'])
    expect(names(await list({ valuationAreaId: main.valuationAreaId }))).toEqual(['A-DESK MAIN', 'B-LAMP MAIN'])
    expect(names(await list({ warehouseId: annex.id }))).toEqual(['A-DESK MAIN'])
    expect(names(await list({ itemId: lamp.id, warehouseId: annex.id }))).toEqual([])
    expect(names(await list({ itemId: 'no id at all' }))).toEqual([])
  })

  test('in pages', async () => {
    const page = await list({ first: 2 })
    expect(names(page)).toEqual(['A-DESK MAIN', 'B-LAMP MAIN'])
    expect(page.pageInfo.hasNextPage).toBe(true)
    const rest = await list({ first: 2, after: page.pageInfo.endCursor })
    expect(names(rest)).toEqual(['B-LAMP OUTLET'])
    expect(rest.pageInfo.hasNextPage).toBe(false)
  })

  test('from the item, and none for another company', async () => {
    const ofItem = 'query ($id: ID!) { item(id: $id) { stockBalances { valuationArea { code } quantity } } }'
    expect(await query(ofItem, { id: lamp.id })).toEqual({
      item: {
        stockBalances: [
          { valuationArea: { code: 'MAIN' }, quantity: '7' },
          { valuationArea: { code: 'OUTLET' }, quantity: '4' },
        ],
      },
    })
    const other = userOf(newId())
    expect(await other.query(balances, { itemId: lamp.id })).toMatchObject({ stockBalances: { nodes: [] } })
  })

  test('without inventory.cost.read: quantities, and no value at any path', async () => {
    const storekeeper = userOf(
      company.companyId,
      everything.filter((permission) => permission !== 'inventory.cost.read'),
    )
    const { data, errors } = await storekeeper.ask<{ stockBalances: Page<object> }>(balances, { itemId: desk.id })
    expect(data?.stockBalances.nodes).toMatchObject([{ quantity: '150', value: null, unitCost: null }])
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'FORBIDDEN', permission: 'inventory.cost.read' },
      { code: 'FORBIDDEN', permission: 'inventory.cost.read' },
    ])
    const aliased = await storekeeper.ask(`{ stockLedgerEntries { nodes {
      a: value { amount } b: valueAfter { amount } c: clearingValue { amount } } } }`)
    expect(JSON.stringify(aliased.data)).not.toContain('amount')
    const layers = await storekeeper.ask(
      `{ stockLayers(itemId: "${lamp.id}", valuationAreaId: "${main.valuationAreaId}") { nodes { quantity } } }`,
    )
    expect(layers.data ?? null).toBeNull()
  })
})

describe('the stock ledger', () => {
  const entries = `query ($itemId: ID, $valuationAreaId: ID, $warehouseId: ID, $first: Int, $after: String) {
    stockLedgerEntries(itemId: $itemId, valuationAreaId: $valuationAreaId, warehouseId: $warehouseId, first: $first, after: $after) {
      nodes { sequence documentNumber quantity value { amount } clearingValue { amount } quantityAfter
              valueAfter { amount } businessDate reversal
              item { code } warehouse { code }
              source { __typename ... on GoodsReceipt { id } ... on PurchaseReturn { id } }
              sourceLine { __typename ... on GoodsReceiptLine { id } ... on PurchaseReturnLine { id } }
              layerChanges { receivedBy { documentNumber } quantity value { amount } }
              legs { kind state attempts reasonCode } }
      pageInfo { hasNextPage endCursor } } }`
  type Entry = { documentNumber: string }
  const list = async (variables: object) =>
    (await query<{ stockLedgerEntries: Page<Entry> }>(entries, variables)).stockLedgerEntries

  test('newest first, with source, layers and legs', async () => {
    const { nodes } = await list({ itemId: lamp.id, warehouseId: main.id })
    expect(nodes).toEqual([
      {
        sequence: '2',
        documentNumber: purchaseReturn.number,
        quantity: '-3',
        value: { amount: '-15.01' },
        clearingValue: { amount: '-15.01' },
        quantityAfter: '7',
        valueAfter: { amount: '35.04' },
        businessDate: '2026-03-20',
        reversal: false,
        item: { code: 'B-LAMP' },
        warehouse: { code: 'MAIN' },
        source: { __typename: 'PurchaseReturn', id: purchaseReturn.purchaseReturnId },
        sourceLine: { __typename: 'PurchaseReturnLine', id: purchaseReturn.lines[0]?.lineId },
        layerChanges: [{ receivedBy: { documentNumber: first.number }, quantity: '-3', value: { amount: '-15.01' } }],
        legs: [
          { kind: 'STOCK', state: 'POSTED', attempts: 1, reasonCode: null },
          { kind: 'LEDGER', state: 'PENDING', attempts: 0, reasonCode: null },
        ],
      },
      expect.objectContaining({
        sequence: '1',
        quantity: '10',
        quantityAfter: '10',
        source: { __typename: 'GoodsReceipt', id: first.goodsReceiptId },
        layerChanges: [{ receivedBy: { documentNumber: first.number }, quantity: '10', value: { amount: '50.05' } }],
      }),
    ])
  })

  test('in pages that neither skip nor repeat', async () => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Page<Entry> = await list({ first: 2, after })
      seen.push(...page.nodes.map(({ documentNumber }) => documentNumber))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen).toEqual([purchaseReturn.number, third.number, second.number, first.number, first.number])
  })

  test('layers show what is left of each receipt', async () => {
    const layers = `query ($itemId: ID!, $valuationAreaId: ID!) { stockLayers(itemId: $itemId, valuationAreaId: $valuationAreaId) {
      nodes { quantity value { amount } receivedBy { documentNumber } } } }`
    expect(await query(layers, { itemId: lamp.id, valuationAreaId: main.valuationAreaId })).toEqual({
      stockLayers: {
        nodes: [{ quantity: '7', value: { amount: '35.04' }, receivedBy: { documentNumber: first.number } }],
      },
    })
    expect(await query(layers, { itemId: desk.id, valuationAreaId: main.valuationAreaId })).toEqual({
      stockLayers: { nodes: [] },
    })
  })
})

describe('what the gateway asks for by reference', () => {
  const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename
    ... on GoodsReceipt { stockEntries { documentNumber quantity legs { kind } } }
    ... on PurchaseReturn { stockEntries { quantity } }
    ... on Item { code } ... on Warehouse { code } ... on ValuationArea { code } ... on StockLedgerEntry { quantity }
    ... on DocumentSimulation { stockEffects { item { code } warehouse { code } quantity value { amount } quantityAfter valueAfter { amount } } postingFacts }
  } }`
  const resolve = async (representations: object[], user = userOf(company.companyId)) =>
    (await user.query<{ _entities: (object | null)[] }>(entities, { representations }))._entities

  test('receipts and returns with their stock entries, one statement for all', async () => {
    expect(
      await resolve([
        { __typename: 'GoodsReceipt', id: first.goodsReceiptId },
        { __typename: 'GoodsReceipt', id: second.goodsReceiptId },
        { __typename: 'PurchaseReturn', id: purchaseReturn.purchaseReturnId },
        { __typename: 'GoodsReceipt', id: newId() },
      ]),
    ).toEqual([
      {
        __typename: 'GoodsReceipt',
        stockEntries: [
          { documentNumber: first.number, quantity: '100', legs: [{ kind: 'STOCK' }, { kind: 'LEDGER' }] },
          { documentNumber: first.number, quantity: '10', legs: [{ kind: 'STOCK' }, { kind: 'LEDGER' }] },
        ],
      },
      {
        __typename: 'GoodsReceipt',
        stockEntries: [
          { documentNumber: second.number, quantity: '50', legs: [{ kind: 'STOCK' }, { kind: 'LEDGER' }] },
        ],
      },
      { __typename: 'PurchaseReturn', stockEntries: [{ quantity: '-3' }] },
      { __typename: 'GoodsReceipt', stockEntries: [] },
    ])
  })

  test('own documents, and nothing of another company', async () => {
    const [entry] = await inventory.database.rows<{ id: string }>`
      select id from stock_entry where item_id = ${desk.id} order by position`
    const references = [
      { __typename: 'Item', id: desk.id },
      { __typename: 'Warehouse', id: main.id },
      { __typename: 'ValuationArea', id: main.valuationAreaId },
      { __typename: 'StockLedgerEntry', id: entry?.id },
    ]
    expect(await resolve(references)).toEqual([
      { __typename: 'Item', code: 'A-DESK' },
      { __typename: 'Warehouse', code: 'MAIN' },
      { __typename: 'ValuationArea', code: 'MAIN' },
      { __typename: 'StockLedgerEntry', quantity: '100' },
    ])
    const stranger = userOf(newId())
    expect(await resolve(references, stranger)).toEqual([null, null, null, null])
    const theirReceipt = [{ __typename: 'GoodsReceipt', id: first.goodsReceiptId }]
    expect(await resolve(theirReceipt, stranger)).toEqual([{ __typename: 'GoodsReceipt', stockEntries: [] }])
  })

  test('a simulated receipt shows what confirming it does, and writes nothing', async () => {
    const receipt = company.receipt(main, [
      [desk, '10', '112.00'],
      [desk, '1', '0.01'],
    ])
    const reference = { __typename: 'DocumentSimulation', id: simulationOf(receipt) }
    const before = await company.stockOf(desk)
    const [simulated] = await resolve([reference])
    expect(simulated).toMatchObject({
      stockEffects: [
        {
          item: { code: 'A-DESK' },
          warehouse: { code: 'MAIN' },
          quantity: '10',
          value: { amount: '112.00' },
          quantityAfter: '160',
          valueAfter: { amount: '1672.00' },
        },
        { quantity: '1', value: { amount: '0.01' }, quantityAfter: '161', valueAfter: { amount: '1672.01' } },
      ],
    })
    expect(await company.stockOf(desk)).toEqual(before)

    await hear(goodsReceiptConfirmed, receipt)
    const [posted] = await inventory.database.rows<{ payload: object }>`
      select payload from platform.outbox where payload ->> 'documentId' = ${receipt.goodsReceiptId}`
    const withoutIds = ({ stockDocumentId: _, lines, ...rest }: PostingFacts) => ({
      ...rest,
      lines: lines.map(({ stockEntryId: __, ...line }) => line),
    })
    const facts = (simulated as { postingFacts: string }).postingFacts
    expect(withoutIds(JSON.parse(facts))).toEqual(withoutIds(posted?.payload as PostingFacts))
  })

  type PostingFacts = { stockDocumentId: string; lines: { stockEntryId: string }[] }

  test('a simulation that is none, cannot be posted, or is another company’s shows no effect', async () => {
    const receipt = company.receipt(main, [[desk, '10', '112.00']])
    const unknownItem = { ...receipt, lines: [{ ...lineOf(receipt), itemId: newId() }] }
    const references = [simulationOf({ any: 'thing' }), 'no base64 at all', simulationOf(unknownItem)]
    const none = { __typename: 'DocumentSimulation', stockEffects: null, postingFacts: null }
    expect(await resolve(references.map((id) => ({ __typename: 'DocumentSimulation', id })))).toEqual([
      none,
      none,
      none,
    ])
    const theirs = [{ __typename: 'DocumentSimulation', id: simulationOf(receipt) }]
    expect(await resolve(theirs, userOf(newId()))).toEqual([none])
  })

  function simulationOf(payload: object): string {
    return Buffer.from(JSON.stringify(payload)).toString('base64url')
  }

  test('without inventory.stock.read nothing is resolved', async () => {
    const { errors } = await userOf(company.companyId, ['inventory.item.read']).ask(entities, {
      representations: [{ __typename: 'GoodsReceipt', id: first.goodsReceiptId }],
    })
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'inventory.stock.read' } }])
  })
})

test('a page of more than a hundred is refused', async () => {
  const { errors } = await ask('{ stockBalances(first: 101) { nodes { quantity } } }')
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
})

import { eventually, subgraphRequest } from '@erp/testing'
import { expect } from 'vitest'
import type { Ids } from '../support/id-use.ts'
import { idUses } from '../support/id-uses.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import {
  emptyLists,
  findsNothingById,
  findsNothingByReference,
  narrow,
  narrowedAdministrator,
} from '../support/out-of-reach.ts'
import { storekeeperOf } from '../support/receiving.ts'
import { rootFieldsOfServices } from '../support/root-fields-of-services.ts'
import { useScenarios } from '../support/scenario.ts'
import { operationOf, readRootFields } from '../support/schema-walk.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()
const inWarehouses: readonly (keyof Ids)[] = [
  'warehouse',
  'valuationArea',
  'draftReceipt',
  'receipt',
  'receiptLine',
  'draftReturn',
  'draftInvoice',
  'draftMovement',
  'draftAdjustment',
  'draftSalesOrder',
  'salesOrder',
  'salesOrderLine',
  'draftDelivery',
  'deliveryLine',
  'delivery',
  'salesReturn',
  'salesInvoiceLine',
  'draftSalesInvoice',
  'draftCreditNote',
  'draftSalesReturn',
  'draftAssembly',
]

/** What adds up every warehouse of an area is refused to whoever may see some of them only. */
const ofWholeAreas: ReadonlySet<string> = new Set([
  'stockBalancesAsOf',
  'explainCost',
  'stockAgeing',
  'stockForecast',
  'stockTurnover',
])

/** What EAST has nothing of, for anybody: all that left it is invoiced. */
const emptyInEast: ReadonlySet<string> = new Set(['shippedGoods'])

scenario(
  'Whoever is narrowed to a warehouse finds nothing of another, wherever the graph takes an id',
  async ({ company, system }) => {
    const main = await documentsIn(company, 'MAIN')
    const east = await documentsIn(company, 'EAST')
    const everywhere = company.administrator
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, warehousesOf(company, ['MAIN']))
    const fields = await readRootFields(everywhere)
    const declared = rootFieldsOfServices()
    const uses = Object.entries(idUses).filter(
      ([place, { id }]) => inWarehouses.includes(id) && declared.get(place.split(' ')[0] ?? '')?.service !== 'identity',
    )
    expect(uses.length).toBeGreaterThan(15)

    const before = await company.everything()
    for (const [place, { id, variables, selection, answer }] of uses) {
      const field = fields.get(place.split(' ')[0] ?? '')
      if (!field) throw new Error(`There is no ${place}`)
      const ask = async (client: typeof everywhere) => {
        const given = variables({ ...main, [id]: east[id] })
        const text = operationOf(field, Object.keys(given), selection)
        const { data, errors } = await client.send<Record<string, unknown>>(text, { ...given })
        return errors.length > 0 ? errors : data?.[field.field.name]
      }
      if (ofWholeAreas.has(field.field.name))
        expect(await ask(narrowed), place).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
      else expect(await ask(narrowed), place).toEqual(answer)
      if (field.kind === 'query' && !emptyInEast.has(field.field.name))
        expect(await ask(everywhere), place).not.toEqual(answer)
    }
    expect(await company.everything()).toEqual(before)
  },
  120_000,
)

scenario(
  'A storekeeper of one warehouse sees, receives and looks up there and nowhere else, until told otherwise',
  async ({ company, system }) => {
    const { administrator, buyer, storekeeper } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const atMain = await storekeeper.receives(order, ['10 × STEEL'])
    const atEast = await storekeeper.receives(order, ['20 × STEEL'], { into: 'EAST' })
    const running = storekeeperOf(storekeeper, () => company)
    const stock = async () =>
      (
        await storekeeper.ask<{ stockBalances: { nodes: { quantity: string }[] } }>('StockOnHand')
      ).stockBalances.nodes.map(({ quantity }) => quantity)
    const found = async (id: string) =>
      (await storekeeper.ask<{ goodsReceipt: unknown }>('GoodsReceipt', { id })).goodsReceipt
    expect((await stock()).sort()).toEqual(['10', '20'])

    await narrow(company, `storekeeper-${company.code}`.toLowerCase(), warehousesOf(company, ['MAIN']))
    await eventually(async () => {
      expect(await stock()).toEqual(['10'])
      expect(await found(atEast.id)).toBeNull()
    })
    expect(await found(atMain.id)).toMatchObject({ id: atMain.id })
    const { accessToken: token } = await storekeeper.session()
    const { body } = await subgraphRequest(system.service('procurement').url, {
      token,
      query: `query ($them: [_Any!]!) { _entities(representations: $them) {
        ... on GoodsReceipt { id } ... on GoodsReceiptLine { id } } }`,
      variables: {
        them: [
          ...[atEast, atMain].map(({ id }) => ({ __typename: 'GoodsReceipt', id })),
          ...[atEast, atMain].map(({ lines }) => ({ __typename: 'GoodsReceiptLine', id: lines.nodes[0]?.id })),
        ],
      },
    })
    expect(body.data).toEqual({ _entities: [null, { id: atMain.id }, null, { id: atMain.lines.nodes[0]?.id }] })

    const before = await company.everything()
    await expect(running.receives(order, ['5 × STEEL'], { into: 'EAST' })).rejects.toMatchObject({
      userErrors: [{ code: 'WAREHOUSE_UNKNOWN' }],
    })
    expect(await company.everything()).toEqual(before)
    await running.receives(order, ['5 × STEEL'])
    expect(await stock()).toEqual(['15'])
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

    await narrow(company, `storekeeper-${company.code}`.toLowerCase(), warehousesOf(company, []))
    await eventually(async () => expect(await stock()).toEqual([]))
    await narrow(company, `storekeeper-${company.code}`.toLowerCase(), warehousesOf(company, null))
    await eventually(async () => expect((await stock()).sort()).toEqual(['15', '20']))
    expect(await administrator.ask('Users')).toMatchObject({ users: { nodes: expect.any(Array) } })
  },
)

/** What lies in warehouses, moves between them, is counted in them, kept in them, or is worth what it is because it lies there. */
const ofWarehouses: readonly (keyof Ids)[] = [
  ...inWarehouses,
  ...(['otherWarehouse', 'stocktake', 'stocktakeLine', 'stocktakeWarehouse', 'differingStocktake'] as const),
  ...(['disposal', 'stockDifference', 'stockTransfer', 'stockTransferLine', 'transferFrom', 'transferTo'] as const),
  ...(['draftLandedCost', 'draftCostingChange', 'layer', 'location', 'reservation'] as const),
  ...(['invoicedReturn', 'invoicedReturnLine'] as const),
]
const ofSome = {
  inventory: [
    ...['CostAdjustment', 'CostingChange', 'LandedCost', 'MiscellaneousMovement', 'StockAssembly'],
    ...['StockDifferenceDisposal', 'StockLedgerEntry', 'StockPolicy', 'StockReservation', 'StockTransfer', 'Stocktake'],
    ...['ValuationArea', 'Warehouse', 'WarehouseLocation'],
  ],
  procurement: ['GoodsReceipt', 'GoodsReceiptLine', 'PurchaseReturn', 'PurchaseReturnLine'],
  sales: [
    ...['CreditNote', 'CreditNoteLine', 'Delivery', 'DeliveryLine', 'SalesInvoice', 'SalesInvoiceLine'],
    ...['SalesOrder', 'SalesOrderLine', 'SalesReturn', 'SalesReturnLine'],
  ],
} as const

scenario(
  'Whoever sees no warehouse finds nothing of any, in no list, by no id and by no reference',
  async ({ company, system }) => {
    const ids = await makeOneOfEverything(company, system)
    await company.atRest()
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { warehouseIds: [] })
    const before = await company.everything()
    const refused = /LandedCost|CostingChange|^stock(BalancesAsOf|Ageing|Forecast|Turnover)$|^explainCost$/
    const walked = await findsNothingById({ company, narrowed, ids, beyond: ofWarehouses, refused })
    expect(walked).toBeGreaterThan(130)
    expect(await company.everything()).toEqual(before)

    const lists = await emptyLists('inventory', company, narrowed)
    expect(lists.empty.sort()).toEqual([
      ...['costAdjustments', 'costingChanges', 'landedCosts', 'miscellaneousMovements', 'openStockDifferences'],
      ...['reorderProposals', 'shippedGoods', 'stockAssemblies', 'stockBalances', 'stockDifferenceDisposals'],
      ...[
        'stockLedgerEntries',
        'stockOverstocks',
        'stockReservations',
        'stockShortages',
        'stockTransfers',
        'stocktakes',
      ],
      ...['valuationAreas', 'warehouses'],
    ])
    expect(lists.full.sort()).toEqual(['itemAttributes', 'itemCategories', 'items'])
    expect((await emptyLists('procurement', company, narrowed)).empty.sort()).toEqual([
      ...['goodsReceipts', 'purchaseReturns', 'uncreditedReturnLines', 'uninvoicedReceiptLines'],
    ])
    expect((await emptyLists('sales', company, narrowed)).empty.sort()).toEqual([
      ...['creditNotes', 'deliveries', 'salesInvoices', 'salesOrders', 'salesReturns', 'uninvoicedDeliveryLines'],
    ])
    for (const [service, types] of Object.entries(ofSome)) {
      const asked = { company, narrowed, types: [...types] }
      expect((await findsNothingByReference(system, service as keyof typeof ofSome, asked)).sort()).toEqual(types)
    }
  },
  180_000,
)

scenario('Of a lot one sees what lies in one’s own warehouses', async ({ company }) => {
  const { controller, storekeeper } = company
  const milk = await controller.change<{ id: string }>('CreateItem', {
    ...{ code: 'MILK', name: { zh: '牛奶', en: 'Milk' }, itemClass: 'MERCHANDISE', baseUnit: 'L' },
    ...{ costing: 'MOVING_AVERAGE', tracking: 'LOT', shelfLifeDays: 30 },
  })
  for (const [code, quantity] of [
    ['MAIN', '3'],
    ['EAST', '4'],
  ] as const) {
    const line = { itemId: milk.id, warehouseId: company.warehouses.get(code)?.id, quantity, value: quantity }
    const { id } = await storekeeper.change<{ id: string }>('CreateMiscellaneousMovement', {
      ...{ kind: 'OTHER_RECEIPT', businessDate: today },
      lines: [{ ...line, lotCode: 'L-1', manufacturedOn: today, expiresOn: '2026-04-04' }],
    })
    await storekeeper.change('ConfirmMiscellaneousMovement', { documentId: id, expectedVersion: 1 })
  }
  await company.atRest()
  const text = `query ($itemId: ID!) { lots(itemId: $itemId) { nodes { code onHand available } }
    expiringLots(withinDays: 36500) { nodes { code onHand } } }`
  const seenBy = async (to: readonly string[] | null) => {
    const username = `storekeeper-${company.code}`.toLowerCase()
    await narrow(company, username, warehousesOf(company, to))
    await company.atRest()
    return (await storekeeper.send(text, { itemId: milk.id })).data
  }
  const all = (onHand: string) => ({
    lots: { nodes: [{ code: 'L-1', onHand, available: onHand }] },
    expiringLots: { nodes: [{ code: 'L-1', onHand }] },
  })
  expect(await seenBy(null)).toEqual(all('7'))
  expect(await seenBy(['MAIN'])).toEqual(all('3'))
  expect(await seenBy([])).toMatchObject({ expiringLots: { nodes: [] } })
})

/** One of everything that lies in a warehouse, with what it takes to ask about it, and nothing else. */
async function documentsIn(company: TestCompany, code: string): Promise<Ids> {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × LAMP at 1.00'])
  const receipt = await storekeeper.receives(order, ['50 × LAMP'], { into: code })
  const draftReceipt = await storekeeper.drafts(order, ['1 × LAMP'], { into: code })
  const draftReturn = await buyer.returns(receipt, ['1 × LAMP'])
  const draftInvoice = await company.bookkeeper.writesInvoice(receipt, ['1 × LAMP for 1.00 and 0.13'])
  const warehouse = company.warehouses.get(code)
  const ofLamps = { itemId: company.itemIds.get('LAMP'), warehouseId: warehouse?.id }
  await company.controller.change('SetStockPolicy', { ...ofLamps, expectedVersion: 0, minimum: '1000', maximum: null })
  await company.controller.change('CreateWarehouseLocation', {
    ...{ warehouseId: warehouse?.id, code: 'A-1', name: { zh: '货位', en: 'Location' } },
  })
  await storekeeper.change('ReserveStock', { ...ofLamps, quantity: '1', reference: 'Lin Hai' })
  const movement = await storekeeper.change<{ id: string }>('CreateMiscellaneousMovement', {
    ...{ kind: 'OTHER_RECEIPT', businessDate: today, lines: [{ ...ofLamps, quantity: '1', value: '1' }] },
  })
  const assembly = await storekeeper.change<{ id: string }>('CreateStockAssembly', {
    ...{ kind: 'ASSEMBLY', businessDate: today, components: [{ ...ofLamps, quantity: '1' }] },
    product: { ...ofLamps, itemId: company.itemIds.get('TILE'), quantity: '1' },
  })
  const adjustment = await company.controller.change<{ id: string }>('CreateCostAdjustment', {
    ...{ itemId: ofLamps.itemId, valuationAreaId: warehouse?.valuationArea.id },
    ...{ businessDate: today, value: '1', reason: 'Rounding' },
  })
  const { sales } = company
  const promised = await sales.promises(['3 × LAMP at 2.00'], { from: code })
  const delivered = await sales.delivers(promised, ['2 × LAMP'])
  const charged = await company.biller.charges(delivered, ['0.5 × LAMP'])
  const returned = await sales.takesIn(await sales.hasBack(delivered, ['0.25 × LAMP']))
  const quotation = await sales.change<{ id: string; lines: { nodes: { id: string }[] } }>('CreateQuotation', {
    ...{ customerId: await sales.customerId(), quotedOn: today, expiresOn: today },
    lines: [{ itemId: ofLamps.itemId, quantity: '1', unitPrice: '1', taxCodeId: company.taxCodeId }],
  })
  await sales.change('OfferQuotation', { quotationId: quotation.id, expectedVersion: 1 })
  const ids: Partial<Ids> = {
    quotation: quotation.id,
    quotationLine: quotation.lines.nodes[0]?.id ?? '',
    customer: await sales.customerId(),
    draftSalesOrder: (await sales.orders(['1 × LAMP at 2.00'], { from: code })).id,
    salesOrder: promised.id,
    salesOrderLine: promised.lines.nodes[0]?.id ?? '',
    draftDelivery: (await sales.sends(promised, ['1 × LAMP'])).id,
    deliveryLine: delivered.lines.nodes[0]?.id ?? '',
    delivery: delivered.id,
    salesInvoiceLine: charged.lines.nodes[0]?.id ?? '',
    draftSalesInvoice: (await company.biller.writesInvoice(delivered, ['0.5 × LAMP'])).id,
    draftCreditNote: (await company.biller.lowers(charged, ['0.01'])).id,
    salesReturn: returned.id,
    draftSalesReturn: (await sales.hasBack(delivered, ['1 × LAMP'])).id,
    item: company.itemIds.get('LAMP') ?? '',
    supplier: company.supplierId,
    taxCode: company.taxCodeId,
    warehouse: warehouse?.id ?? '',
    valuationArea: warehouse?.valuationArea.id ?? '',
    draftOrder: order.id,
    order: order.id,
    orderLine: order.lines.nodes[0]?.id ?? '',
    draftReceipt: draftReceipt.id,
    receipt: receipt.id,
    receiptLine: receipt.lines.nodes[0]?.id ?? '',
    draftReturn: draftReturn.id,
    draftInvoice: draftInvoice.id,
    draftMovement: movement.id,
    draftAdjustment: adjustment.id,
    draftAssembly: assembly.id,
  }
  return ids as Ids
}

function warehousesOf({ warehouses }: TestCompany, codes: readonly string[] | null) {
  return { warehouseIds: codes?.map((code) => warehouses.get(code)?.id ?? code) ?? null }
}

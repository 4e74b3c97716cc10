import { eventually, type TestSystem } from '@erp/testing'
import { expect } from 'vitest'
import type { SalesOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import { emptyLists, narrow, narrowedAdministrator, openToNarrowed } from '../support/out-of-reach.ts'
import type { Person } from '../support/people.ts'
import { buyerOf } from '../support/purchasing.ts'
import { askAbout } from '../support/references.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Made {
  readonly id: string
}

/** Documents of other services that inventory shows the ledger entries of. */
const ofOthers = [...['GoodsReceipt', 'PurchaseReturn', 'SupplierInvoice', 'Delivery', 'SalesReturn', 'SalesInvoice']]

/** What adds up or takes apart movements of everybody, and what is spread over receipts of every supplier. */
const refusedToParties = [
  ...['cancelLandedCost', 'changeLandedCost', 'confirmLandedCost', 'createLandedCost', 'discardLandedCost'],
  ...['explainCost', 'simulateLandedCost', 'stockForecast', 'stockMovementSummary', 'stockTurnover'],
  'stockTurnoverDifferences',
]

scenario(
  'Whoever sees no customer and no supplier finds no stock document of theirs, and all that is nobody’s',
  async ({ company, system }) => {
    await makeOneOfEverything(company, system)
    await company.atRest()
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { customerGroups: [], supplierGroups: [] })
    const there = async (type: string, ids: readonly string[], who: Person) =>
      (await askAbout(system, who, { service: 'inventory', type, selection: '{ id }' }, ids)).map(
        (one) => one !== 'null',
      )

    for (const { type, theirs, nobodys } of await ofParties(system, company)) {
      expect(theirs.length, type).toBeGreaterThan(0)
      expect(await there(type, theirs, narrowed), type).not.toContain(true)
      expect(await there(type, nobodys, narrowed), type).not.toContain(false)
      expect(await there(type, [...theirs, ...nobodys], company.administrator), type).not.toContain(false)
    }
    const ids = await documentsOfParties(system, company)
    for (const type of ofOthers) {
      const asked = { service: 'inventory' as const, type, selection: '{ stockEntries { id } }' }
      const shown = async (who: Person) =>
        (await askAbout(system, who, asked, ids)).filter((one) => /"id":"\w/.test(one))
      expect(await shown(narrowed), type).toEqual([])
      if (type !== 'SupplierInvoice') expect((await shown(company.administrator)).length, type).toBeGreaterThan(0)
    }
    const lists = await emptyLists('inventory', company, narrowed)
    expect(lists.empty.sort()).toEqual(['landedCosts', 'shippedGoods'])
    const { refused, narrowedBy } = await openToNarrowed('inventory', company, narrowed)
    expect(refused).toEqual(refusedToParties)
    expect(narrowedBy.sort()).toEqual(['["customerGroups","supplierGroups"]', '["supplierGroups"]'])
    const { data, errors } = await narrowed.send('{ stockReconciliation { stockValue { amount } } }', {})
    expect(data).toEqual({ stockReconciliation: null })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  },
  240_000,
)

scenario(
  'Of stock one sees all that lies there and the movements of one’s own parties, and issues cost what they cost everybody',
  async ({ company, system }) => {
    const { administrator, sales, storekeeper } = company
    const near = await administrator.change<Made>('CreateSupplier', {
      ...{ code: 'NEARBY', name: { zh: '近邻', en: 'Nearby' }, supplierGroup: 'NEAR' },
    })
    const customer = await administrator.change<Made>('CreateCustomer', {
      ...{ code: 'NEARBY', name: { zh: '近邻', en: 'Nearby' }, priceGroup: 'NEAR' },
    })
    const fromFar = await storekeeper.receives(await company.buyer.agreesOn(['6 × LAMP at 2.00']), ['6 × LAMP'])
    const buyer = buyerOf(company.buyer, () => ({ ...company, supplierId: near.id }))
    const fromNear = await storekeeper.receives(await buyer.agreesOn(['4 × LAMP at 3.00']), ['4 × LAMP'])
    const toFar = await sales.promises(['1 × LAMP at 5.00'])
    const toNear = await sales.confirms(await ordersFor(company, customer.id))
    await company.atRest()
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, {
      ...{ customerGroups: ['NEAR'], supplierGroups: ['NEAR'] },
    })
    const seen = () => stockSeenBy(narrowed, company.itemIds.get('LAMP') ?? '')
    expect(await seen()).toEqual({
      balance: '10 24.00',
      entries: [`${fromNear.number} 4 12.00`],
      kept: [toNear.number],
      layers: ['4 12.00'],
    })

    const issue = await storekeeper.change<Made>('CreateMiscellaneousMovement', {
      ...{ kind: 'OTHER_ISSUE', businessDate: today, reason: 'Fair' },
      lines: [{ itemId: company.itemIds.get('LAMP'), warehouseId: company.warehouses.get('MAIN')?.id, quantity: '7' }],
    })
    await narrowed.change('ConfirmMiscellaneousMovement', { documentId: issue.id, expectedVersion: 1, waitMs: 10_000 })
    await company.atRest()
    expect(await seen()).toMatchObject({ balance: '3 9.00', layers: ['3 9.00'] })
    expect((await seen()).entries.sort()).toEqual(
      [`${fromNear.number} 4 12.00`, expect.stringMatching(/ -7 -15\.00$/)].sort(),
    )
    const [ofFar] = await layersOf(administrator, fromFar.id)
    const adjusts = (layerId: string | undefined) =>
      narrowed.change('CreateCostAdjustment', {
        ...{ itemId: company.itemIds.get('LAMP'), valuationAreaId: company.warehouses.get('MAIN')?.valuationArea.id },
        ...{ layerId, businessDate: today, value: '1', reason: 'Rounding' },
      })
    expect(await refusalOf(adjusts(ofFar))).toMatchObject({ code: 'LAYER_UNKNOWN' })
    await adjusts((await layersOf(administrator, fromNear.id))[0])

    await sales.delivers(toFar)
    const sent = await sales.delivers(toNear)
    await company.atRest()
    expect((await seen()).entries.filter((one) => one.includes(' -1 '))).toEqual([`${sent.number} -1 -3.00`])
    expect(await company.reconciliation()).toMatchObject({ difference: '0.00' })

    await narrow(company, `narrow-${company.code}`.toLowerCase(), { customerGroups: null, supplierGroups: null })
    await eventually(async () => expect((await seen()).entries.length).toBe(5))
  },
  120_000,
)

/** Ids of what names a party, or is kept for one, and of what does not; by the type that shows them. */
async function ofParties(system: TestSystem, { id }: TestCompany) {
  const { rows } = system.database('inventory')
  type Row = { readonly type: string; readonly theirs: string[] | null; readonly nobodys: string[] | null }
  const found = await rows<Row>`
    select 'StockLedgerEntry' as type, array_agg(e.id::text) filter (where coalesce(d.customer_id, d.supplier_id) is not null) as theirs,
           array_agg(e.id::text) filter (where coalesce(d.customer_id, d.supplier_id) is null) as nobodys
    from stock_entry e join stock_document d on d.id = e.stock_document_id where e.company_id = ${id}::uuid
    union all
    select 'StockReservation', array_agg(id::text) filter (where document_type <> 'BY_HAND'),
           array_agg(id::text) filter (where document_type = 'BY_HAND')
    from stock_reservation where company_id = ${id}::uuid`
  return found.map(({ type, theirs, nobodys }) => ({ type, theirs: theirs ?? [], nobodys: nobodys ?? [] }))
}

/** The documents behind those. */
async function documentsOfParties(system: TestSystem, { id }: TestCompany): Promise<string[]> {
  const found = await system.database('inventory').rows<Made>`
    select distinct document_id::text as id from stock_document
    where company_id = ${id}::uuid and coalesce(customer_id, supplier_id) is not null`
  return found.map((one) => one.id)
}

function ordersFor({ sales, ...company }: TestCompany, customerId: string) {
  return sales.change<SalesOrder>('CreateSalesOrder', {
    ...{ customerId, warehouseId: company.warehouses.get('MAIN')?.id, orderedOn: today },
    lines: [{ itemId: company.itemIds.get('LAMP'), quantity: '1', unitPrice: '5', taxCodeId: company.taxCodeId }],
  })
}

interface Valued {
  readonly quantity: string
  readonly value: { readonly amount: string }
}

async function stockSeenBy(reader: Person, itemId: string) {
  type Seen = {
    readonly stockBalances: { readonly nodes: readonly (Valued & { readonly valuationArea: Made })[] }
    readonly stockLedgerEntries: { readonly nodes: readonly (Valued & { readonly documentNumber: string })[] }
    readonly stockReservations: { readonly nodes: readonly { readonly documentNumber: string }[] }
  }
  const { data } = await reader.send<Seen>(
    `query ($itemId: ID!) {
      stockBalances(itemId: $itemId) { nodes { quantity value { amount } valuationArea { id } } }
      stockLedgerEntries(itemId: $itemId) { nodes { documentNumber quantity value { amount } layerChanges { quantity receivedBy { id } } } }
      stockReservations(itemId: $itemId) { nodes { documentNumber } } }`,
    { itemId },
  )
  const [balance] = data?.stockBalances.nodes ?? []
  const layers = await reader.send<{ stockLayers: { nodes: Valued[] } }>(
    `query ($itemId: ID!, $areaId: ID!) {
      stockLayers(itemId: $itemId, valuationAreaId: $areaId) { nodes { quantity value { amount } receivedBy { id } } } }`,
    { itemId, areaId: balance?.valuationArea.id },
  )
  const written = ({ quantity, value }: Valued) => `${quantity} ${value.amount}`
  return {
    balance: balance && written(balance),
    entries: data?.stockLedgerEntries.nodes.map((entry) => `${entry.documentNumber} ${written(entry)}`) ?? [],
    kept: data?.stockReservations.nodes.map(({ documentNumber }) => documentNumber),
    layers: layers.data?.stockLayers.nodes.map(written),
  }
}

/** The layers that a goods receipt made. */
async function layersOf(reader: Person, goodsReceiptId: string): Promise<string[]> {
  const { data } = await reader.send<{ goodsReceipt: { stockEntries: Made[] } }>(
    'query ($id: ID!) { goodsReceipt(id: $id) { stockEntries { id } } }',
    { id: goodsReceiptId },
  )
  return data?.goodsReceipt.stockEntries.map(({ id }) => id) ?? []
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Company, openCompany } from './company.ts'
import {
  type DemoItem,
  type DemoOrder,
  type DemoSupplier,
  type DemoWarehouse,
  demoCompany,
  demoItems,
  demoOrders,
  demoSuppliers,
  demoWarehouses,
} from './demo-data.ts'
import { type GraphSession, untilKnown } from './graph-client.ts'
import type { Progress } from './progress.ts'
import { localDirectory } from './repository.ts'
import type { Secrets } from './secrets.ts'
import type { Login } from './stack-file.ts'

export interface Demo {
  readonly logins: readonly Login[]
  /** The number of an order that has gone all the way to vouchers, for the printed queries. */
  readonly orderNumber: string
  readonly period: string
}

/**
 * Fills a company by the mutations people use, each person with their own login. An interrupted run is taken up
 * again, for every mutation has a key of its own; a finished one is remembered in `.local/demo.json`.
 */
export async function loadDemoData(graphqlUrl: string, secrets: Secrets, progress: Progress): Promise<Demo> {
  const file = join(localDirectory, 'demo.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Demo
  const demo = await progress.step('demo data, by real mutations', async (detail) => {
    const today = new Date().toISOString().slice(0, 10)
    const company = await openCompany({
      graphqlUrl,
      administrator: secrets.administrator,
      ...demoCompany,
      firstPeriod: `${today.slice(0, 4)}-01`,
      usernameOf: (job) => job,
      password: secrets.demoPassword,
    })
    detail('company and people')
    const facts = await createMasterData(company)
    detail('warehouses, items and suppliers')
    const orderNumbers = []
    for (const [index, order] of demoOrders.entries()) {
      orderNumbers.push(await buy(company, facts, order, `order-${index + 1}`, today))
    }
    return { logins: company.logins, orderNumber: orderNumbers[0] ?? '', period: today.slice(0, 7) }
  })
  writeFileSync(file, JSON.stringify(demo, null, 2), { mode: 0o600 })
  return demo
}

interface MasterData {
  readonly items: ReadonlyMap<DemoItem, string>
  readonly warehouses: ReadonlyMap<DemoWarehouse, string>
  readonly suppliers: ReadonlyMap<DemoSupplier, string>
  readonly taxCodeId: string
}

async function createMasterData({ as }: Company): Promise<MasterData> {
  const warehouses = await createAll(demoWarehouses, async ({ code, name, ...warehouse }) => {
    const area =
      'ownArea' in warehouse && (await create(as.controller, 'createValuationArea', 'valuationArea', { code, name }))
    return create(as.controller, 'createWarehouse', 'warehouse', {
      code,
      name,
      ...(area ? { valuationAreaId: area } : {}),
    })
  })
  const items = await createAll(demoItems, (item) => create(as.controller, 'createItem', 'item', item))
  const suppliers = await createAll(demoSuppliers, (supplier) =>
    create(as.buyer, 'createSupplier', 'supplier', supplier),
  )
  await create(as.sales, 'createCustomer', 'customer', {
    code: 'CUS-LINHAI',
    name: { zh: '临海装饰工程公司', en: 'Linhai Interiors' },
  })
  const { taxCodes } = await as.buyer.query<{ taxCodes: { nodes: { id: string; ratePercent: string }[] } }>(
    '{ taxCodes { nodes { id ratePercent } } }',
  )
  const taxCodeId = taxCodes.nodes.find(({ ratePercent }) => /^13(\.0+)?$/.test(ratePercent))?.id
  if (!taxCodeId) throw new Error('The books have no VAT code of 13 %.')
  return { warehouses, items, suppliers, taxCodeId }
}

interface Named {
  readonly code: string
  readonly [field: string]: unknown
}

/** Creates one document and returns its id; the key follows from its code, so a second run finds it. */
function create(by: GraphSession, field: string, result: string, input: Named): Promise<string> {
  return untilKnown(async () => {
    const document = { idempotencyKey: `demo/${field}/${input.code}`, ...input }
    return (await by.change<{ id: string }>(field, document, result, '{ id }')).id
  })
}

async function createAll<Document extends { readonly code: string }>(
  documents: readonly Document[],
  make: (document: Document) => Promise<string>,
): Promise<Map<Document['code'], string>> {
  const ids = new Map<Document['code'], string>()
  for (const document of documents) ids.set(document.code, await make(document))
  return ids
}

interface Versioned {
  readonly id: string
  readonly version: number
}

/** One order with its deliveries and what goes back; returns the order's number. */
async function buy(company: Company, facts: MasterData, order: DemoOrder, key: string, today: string): Promise<string> {
  const { buyer } = company.as
  const draft = await untilKnown(() =>
    buyer.change<Versioned & { number: string; lines: { nodes: { id: string }[] } }>(
      'createPurchaseOrder',
      {
        idempotencyKey: `demo/${key}`,
        supplierId: facts.suppliers.get(order.supplier),
        orderedOn: today,
        lines: order.lines.map(({ item, ...line }) => ({
          ...line,
          itemId: facts.items.get(item),
          taxCodeId: facts.taxCodeId,
        })),
      },
      'purchaseOrder',
      '{ id version number lines { nodes { id } } }',
    ),
  )
  if (!order.confirmed) return draft.number
  await buyer.change(
    'confirmPurchaseOrder',
    { idempotencyKey: `demo/${key}/confirm`, purchaseOrderId: draft.id, expectedVersion: draft.version },
    'purchaseOrder',
    '{ id }',
  )
  const lineIds = draft.lines.nodes.map(({ id }) => id)
  const receiptLineIds: (string | undefined)[] = []
  for (const [index, receipt] of order.receipts.entries()) {
    receiptLineIds.push(await receive(company, facts, receipt, lineIds, `${key}/receipt-${index + 1}`, today))
  }
  if (order.returned && receiptLineIds[0])
    await giveBack(company, receiptLineIds[0], order.returned, `${key}/return`, today)
  return draft.number
}

async function receive(
  { as }: Company,
  facts: MasterData,
  receipt: DemoOrder['receipts'][number],
  orderLineIds: readonly string[],
  key: string,
  today: string,
): Promise<string | undefined> {
  const confirmed = await untilKnown(() =>
    as.storekeeper.change<Versioned & { lines: { nodes: { id: string }[] } }>(
      'createGoodsReceipt',
      {
        idempotencyKey: `demo/${key}`,
        warehouseId: facts.warehouses.get(receipt.warehouse),
        receivedOn: today,
        lines: receipt.quantities.flatMap((quantity, index) =>
          quantity === null ? [] : [{ purchaseOrderLineId: orderLineIds[index], quantity }],
        ),
        confirm: true,
        waitMs: 10_000,
      },
      'goodsReceipt',
      '{ id version lines { nodes { id } } }',
    ),
  )
  return confirmed.lines.nodes[0]?.id
}

async function giveBack({ as }: Company, goodsReceiptLineId: string, quantity: string, key: string, today: string) {
  const draft = await untilKnown(() =>
    as.buyer.change<Versioned>(
      'createPurchaseReturn',
      { idempotencyKey: `demo/${key}`, returnedOn: today, lines: [{ goodsReceiptLineId, quantity }] },
      'purchaseReturn',
      '{ id version }',
    ),
  )
  await untilKnown(() =>
    as.buyer.change(
      'confirmPurchaseReturn',
      {
        idempotencyKey: `demo/${key}/confirm`,
        purchaseReturnId: draft.id,
        expectedVersion: draft.version,
        waitMs: 10_000,
      },
      'purchaseReturn',
      '{ id }',
    ),
  )
}

import {
  accountRuleChanged,
  type CommandContract,
  companyChanged,
  type EventContract,
  type goodsReceiptConfirmed,
  type issuePurchaseReturn,
  type PayloadOf,
  periodChanged,
  voucherTemplateActivated,
} from '@erp/contracts'
import type { Message, Reply } from '@erp/messaging'
import {
  type Caller,
  createLogger,
  createTransactor,
  newTraceparent,
  serviceUserId,
  type Transactor,
} from '@erp/service-kit'
import { type TestDatabase, useDatabase } from '@erp/testing'
import { isRefusal, newId } from '@erp/values'
import { afterAll } from 'vitest'
import type { CostingMethod, Item, ItemClass } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { commandHandlers } from '../src/messaging/command-handlers.ts'
import { eventHandlers } from '../src/messaging/event-handlers.ts'
import { openDatabase, type Tx } from '../src/store/database.ts'
import { createItem } from '../src/use-cases/create-item.ts'
import { createWarehouse } from '../src/use-cases/create-warehouse.ts'

export type Receipt = PayloadOf<typeof goodsReceiptConfirmed>
export type ReceiptLine = Receipt['lines'][number]
export type Return = PayloadOf<typeof issuePurchaseReturn>

/** Inventory on a database of this test file alone, spoken to by messages as the other services would send them. */
export async function useInventory(): Promise<Inventory> {
  const database = await useDatabase('inventory')
  const transactor = openTransactor(database.appUrl)
  let statements = 0
  return {
    database,
    transactor,
    hear,
    command,
    company: () => aCompany({ database, transactor, hear }),
    statements: () => statements,
  }

  /** Gives events to their handler in one call, as a batch would; answers the verdict of each. */
  async function hear<Payload extends { companyId: string }>(
    contract: EventContract<Payload>,
    ...payloads: Payload[]
  ): Promise<(string | undefined)[]> {
    const handler = eventHandlers.find(({ contract: { type } }) => type === contract.type)
    if (!handler) throw new Error(`Inventory does not listen to ${contract.type}.`)
    const messages = payloads.map((payload) => aMessage(contract.type, payload))
    const companyIds = messages.map(({ companyId }) => companyId)
    const verdicts = await transactor.system(companyIds, contract.type, (unit) =>
      handler.handle({ ...unit, tx: counted(unit.tx) }, messages),
    )
    return messages.map(({ eventId }) => verdicts?.get(eventId)?.blocked)
  }

  function counted(tx: Tx): Tx {
    return new Proxy(tx, {
      get(target, name, receiver) {
        if (name === '$queryRaw' || name === '$executeRaw') statements += 1
        return Reflect.get(target, name, receiver)
      },
    })
  }

  /** Gives a command to its handler; answers its reply. */
  async function command<Payload extends { companyId: string }>(
    contract: CommandContract<Payload>,
    payload: Payload,
  ): Promise<Reply> {
    const handler = commandHandlers.find(({ contract: { type } }) => type === contract.type)
    if (!handler) throw new Error(`Inventory does not obey ${contract.type}.`)
    return transactor.system([payload.companyId], contract.type, (unit) =>
      handler.handle(unit, aMessage(contract.type, payload), undefined),
    )
  }
}

/** Transactions as the role of this URL; closed after the file. */
export function openTransactor(url: string): Transactor<Tx> {
  const client = openDatabase(url)
  afterAll(() => client.$disconnect())
  return createTransactor<Tx>(client, { service: 'inventory', logger: createLogger('inventory', 'silent') })
}

export type Inventory = {
  readonly database: TestDatabase
  readonly transactor: Transactor<Tx>
  readonly hear: <Payload extends { companyId: string }>(
    contract: EventContract<Payload>,
    ...payloads: Payload[]
  ) => Promise<(string | undefined)[]>
  readonly command: <Payload extends { companyId: string }>(
    contract: CommandContract<Payload>,
    payload: Payload,
  ) => Promise<Reply>
  readonly company: () => Promise<Company>
  /** How many statements the handlers of events have sent so far. */
  readonly statements: () => number
}

function aMessage<Payload extends { companyId: string }>(type: string, payload: Payload): Message<Payload> {
  return {
    eventId: newId(),
    type,
    subject: `test.${newId()}`,
    seq: 1,
    companyId: payload.companyId,
    aggregateId: newId(),
    payload,
    traceparent: newTraceparent(),
    actorId: serviceUserId('procurement'),
    attempts: 1,
    receivedAt: new Date(),
  }
}

/** A company whose books are open in 2026, with one warehouse. */
async function aCompany({ database, transactor, hear }: Pick<Inventory, 'database' | 'transactor' | 'hear'>) {
  const companyId = newId()
  const caller: Caller = {
    userId: newId(),
    username: 'wang.wei',
    companyId,
    permissions: new Set(),
    language: 'en',
    requestId: newId(),
    traceparent: newTraceparent(),
  }
  await hear(companyChanged, {
    companyId,
    code: companyId.slice(-12),
    name: { zh: '华信贸易', en: 'Huaxin Trading' },
    baseCurrency: 'CNY',
    accountingStandard: 'CAS',
    firstPeriod: '2026-01',
    active: true,
    version: 1,
  })

  const period = (status: 'OPEN' | 'CLOSED', version: number) =>
    hear(periodChanged, { companyId, periodId: periodIdOf(companyId), period: '2026-03', status, version })
  await period('OPEN', 1)
  const rules = ['INV', 'GRIR', 'COGS'].map((accountKey) => ({
    companyId,
    ruleId: newId(),
    accountKey,
    itemClass: null,
    valuationAreaId: null,
    accountCode: '1405',
    active: true,
    version: 1,
  }))
  await hear(accountRuleChanged, ...rules)
  await hear(voucherTemplateActivated, {
    companyId,
    templateId: newId(),
    eventKind: 'PURCHASE_RETURN_UNINVOICED',
    templateVersion: 1,
    accountKeys: ['GRIR', 'INV', 'COGS'],
  })

  const company = {
    companyId,
    caller,
    rules,
    period,
    warehouse: (code: string, valuationAreaId?: string): Promise<Warehouse> =>
      made(
        transactor.transact(caller, 'createWarehouse', (unit) =>
          createWarehouse(unit, { code, name: { zh: code, en: code }, valuationAreaId }),
        ),
      ),
    item: (code: string, costing: CostingMethod, itemClass: ItemClass = 'MERCHANDISE'): Promise<Item> =>
      made(
        transactor.transact(caller, 'createItem', (unit) =>
          createItem(unit, { code, name: { zh: code, en: code }, itemClass, baseUnit: 'PCS', units: [], costing }),
        ),
      ),
    receipt,
    purchaseReturn,
    /** `quantity / value` of each balance, and `quantity` of each warehouse, of an item. */
    stockOf: (item: Item) => stockOf(database, item),
  }
  return company

  function receipt(warehouse: Warehouse, lines: readonly [Item, quantity: string, netValue: string][]): Receipt {
    const goodsReceiptId = newId()
    return {
      companyId,
      goodsReceiptId,
      number: `GR-${goodsReceiptId.slice(-12)}`,
      supplierId: newId(),
      warehouseId: warehouse.id,
      receivedOn: '2026-03-05',
      currency: 'CNY',
      lines: lines.map(([item, quantity, netValue]) => ({
        lineId: newId(),
        purchaseOrderId: newId(),
        purchaseOrderLineId: newId(),
        itemId: item.id,
        quantity,
        netValue,
      })),
    }
  }

  /** A return of the receipt's first line. */
  function purchaseReturn(of: Receipt, quantity: string, clearingValue: string): Return {
    const purchaseReturnId = newId()
    const { companyId, goodsReceiptId, supplierId, warehouseId, currency } = of
    const { lineId: goodsReceiptLineId, itemId } = lineOf(of)
    return {
      companyId,
      purchaseReturnId,
      number: `PR-${purchaseReturnId.slice(-12)}`,
      supplierId,
      warehouseId,
      returnedOn: '2026-03-20',
      currency,
      lines: [{ lineId: newId(), goodsReceiptId, goodsReceiptLineId, itemId, quantity, clearingValue }],
    }
  }
}

export type Company = Awaited<ReturnType<typeof aCompany>>

export function lineOf({ lines }: Receipt): ReceiptLine {
  const [line] = lines
  if (!line) throw new Error('A receipt has lines.')
  return line
}

async function stockOf({ rows }: TestDatabase, { id }: Item) {
  const balances = await rows<{ quantity: string; value: string }>`
    select quantity::text, value::text from stock_balance
    where item_id = ${id} and last_sequence > 0 order by valuation_area_id`
  const counts = await rows<{ on_hand: string }>`
    select on_hand::text from warehouse_stock where item_id = ${id} order by warehouse_id`
  return {
    balances: balances.map(({ quantity, value }) => `${trimmed(quantity)} / ${value}`),
    onHand: counts.map(({ on_hand }) => trimmed(on_hand)),
  }
}

/** `12.500000` → `12.5`. */
export function trimmed(quantity: string): string {
  return quantity.replace(/\.?0+$/, '')
}

function periodIdOf(companyId: string): string {
  return `${companyId.slice(0, -4)}0003`
}

async function made<Document>(outcome: Promise<Document>): Promise<Exclude<Document, { refusal: string }>> {
  const document = await outcome
  if (isRefusal(document)) throw new Error(`Refused: ${document.refusal}`)
  return document as Exclude<Document, { refusal: string }>
}

import {
  accountRuleChanged,
  goodsReceiptConfirmed,
  type PayloadOf,
  stockDocumentPosted,
  voucherTemplateActivated,
} from '@erp/contracts'
import { isRefusal, newId } from '@erp/values'
import type { Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import type { Unit } from '../src/store/database.ts'
import { type Company, type Inventory, trimmed } from './use-inventory.ts'

/** Accounts and templates for what a company does with its own stock. */
export async function settleAccounts({ hear }: Inventory, { companyId }: Company, eventKinds: readonly string[]) {
  const keys = ['TRN', 'PPV', 'SUS', 'VX']
  await hear(
    accountRuleChanged,
    ...keys.map((accountKey) => ({
      ...{ companyId, ruleId: newId(), accountKey, itemClass: null, valuationAreaId: null },
      ...{ accountCode: '1901', active: true, version: 1 },
    })),
  )
  for (const eventKind of eventKinds)
    await hear(voucherTemplateActivated, {
      companyId,
      templateId: newId(),
      eventKind: eventKind as 'STOCK_TRANSFER',
      templateVersion: 1,
      accountKeys: ['INV', ...keys],
    })
}

/** Lets an amount of an event stand on an account that requires a department; what it answers lets it require nothing again. */
export async function requireDepartment(
  { hear }: Inventory,
  { companyId }: Company,
  eventKind: PayloadOf<typeof voucherTemplateActivated>['eventKind'],
  amount: string,
): Promise<() => Promise<unknown>> {
  const accountKey = `OF-${eventKind}`
  const rule = {
    ...{ companyId, ruleId: newId(), accountKey, itemClass: null, valuationAreaId: null, accountCode: '6602' },
    ...{ active: true, version: 1, specificity: 0 },
  }
  await hear(accountRuleChanged, { ...rule, requiredDimensions: ['DEPARTMENT'] })
  await hear(voucherTemplateActivated, {
    ...{ companyId, templateId: newId(), eventKind, templateVersion: 1, accountKeys: [accountKey] },
    lines: [{ accountKey, amount }],
  })
  return () => hear(accountRuleChanged, { ...rule, requiredDimensions: [] })
}

/** What people do in a company, each step in a transaction of its own. */
export function stepsIn({ database, transactor, hear }: Inventory, company: Company) {
  const { caller } = company

  function attempt<Outcome>(work: (unit: Unit) => Promise<Outcome>, userId: string = caller.userId): Promise<Outcome> {
    return transactor.transact({ ...caller, userId }, 'test', work)
  }

  /** A step that succeeds. */
  async function done<Outcome>(
    work: (unit: Unit) => Promise<Outcome>,
    userId?: string,
  ): Promise<Exclude<Outcome, { refusal: string }>> {
    const outcome = await attempt(work, userId)
    if (isRefusal(outcome)) throw new Error(`Refused: ${JSON.stringify(outcome)}`)
    return outcome as Exclude<Outcome, { refusal: string }>
  }

  async function has(warehouse: Warehouse, item: Item, ...receipts: readonly (readonly [string, string])[]) {
    for (const [quantity, value] of receipts)
      await hear(goodsReceiptConfirmed, company.receipt(warehouse, [[item, quantity, value]]))
  }

  /** `quantity / value` of an item by the code of its valuation area; what is nothing is left out. */
  async function areasOf({ id }: Item): Promise<Record<string, string>> {
    const rows = await database.rows<{ code: string; quantity: string; value: string }>`
      select a.code, b.quantity::text, b.value::text
      from stock_balance b join valuation_area a on a.id = b.valuation_area_id
      where b.item_id = ${id} and b.quantity <> 0 order by a.code`
    return Object.fromEntries(rows.map(({ code, quantity, value }) => [code, `${trimmed(quantity)} / ${value}`]))
  }

  /** How much of an item lies in each warehouse; where there is none is left out. */
  async function warehousesOf({ id }: Item): Promise<Record<string, string>> {
    const rows = await database.rows<{ code: string; quantity: string }>`
      select w.code, s.on_hand::text as quantity from warehouse_stock s join warehouse w on w.id = s.warehouse_id
      where s.item_id = ${id} and s.on_hand <> 0 order by w.code`
    return Object.fromEntries(rows.map(({ code, quantity }) => [code, trimmed(quantity)]))
  }

  /** What finance was told of a document: `EVENT` and `quantity: stock, transit; cleared with, difference` of each line. */
  async function toldOf(document: { readonly id: string }): Promise<[string, ...string[]][]> {
    const rows = await database.rows<{ payload: unknown }>`
      select payload from platform.outbox
      where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${document.id} order by pos`
    return rows.map(({ payload }) => {
      const { eventKind, lines } = stockDocumentPosted.schema.parse(payload)
      return [
        eventKind,
        ...lines.map(
          ({ quantity, stockValue, transitValue = '0.00', clearingValue, differenceValue }) =>
            `${quantity}: ${stockValue}, ${transitValue}; ${clearingValue}, ${differenceValue}`,
        ),
      ]
    })
  }

  return { attempt, done, has, areasOf, warehousesOf, toldOf }
}

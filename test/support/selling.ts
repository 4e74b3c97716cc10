import type { SalesOrder } from './documents.ts'
import { readLine } from './line-text.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { untilSettled } from './settled.ts'
import { today } from './test-calendar.ts'

/** What a sales clerk does. */
export interface Seller extends Person {
  /** The customer everything is sold to, made known when it is first needed. */
  readonly customerId: () => Promise<string>
  /** A draft order of lines such as `60 × STEEL at 18.00`. */
  readonly orders: (lines: readonly string[], terms?: SalesTerms) => Promise<SalesOrder>
  /** Asks for the goods of an order and waits for the outcome. */
  readonly confirms: (order: SalesOrder) => Promise<SalesOrder>
  /** An order that is confirmed at once: its goods are kept, or it is held. */
  readonly promises: (lines: readonly string[], terms?: SalesTerms) => Promise<SalesOrder>
  /** Other lines for a draft or held order. */
  readonly changes: (order: SalesOrder, lines: readonly string[], terms?: SalesTerms) => Promise<SalesOrder>
  readonly cancels: (order: SalesOrder) => Promise<SalesOrder>
  readonly closes: (order: SalesOrder) => Promise<SalesOrder>
}

export interface SalesTerms {
  readonly from?: string
  readonly on?: string
  readonly pricesIncludeTax?: boolean
}

export function sellerOf(person: Person, masterData: () => MasterData): Seller {
  let known: Promise<{ readonly id: string }> | undefined
  const customerId = async () => {
    known ??= person.change('CreateCustomer', { code: 'YUANFANG', name: { zh: '远方家居', en: 'Yuanfang Home' } })
    return (await known).id
  }
  const termsOf = (lines: readonly string[], { from = 'MAIN', on = today }: SalesTerms) => ({
    warehouseId: masterData().warehouses.get(from)?.id,
    orderedOn: on,
    lines: lines.map(readLine).map(({ item, price, ...line }) => ({
      ...line,
      itemId: masterData().itemIds.get(item) ?? item,
      unitPrice: price,
      taxCodeId: masterData().taxCodeId,
    })),
  })
  const orders: Seller['orders'] = async (lines, terms = {}) =>
    person.change('CreateSalesOrder', {
      ...termsOf(lines, terms),
      customerId: await customerId(),
      pricesIncludeTax: terms.pricesIncludeTax ?? false,
    })
  const confirms: Seller['confirms'] = async (order) =>
    untilSettled(person, 'SalesOrder', await person.change('ConfirmSalesOrder', { ...named(order), waitMs: 10_000 }))

  return {
    ...person,
    customerId,
    orders,
    confirms,
    promises: async (lines, terms) => confirms(await orders(lines, terms)),
    changes: (order, lines, terms = {}) =>
      person.change('ChangeSalesOrder', { ...named(order), ...termsOf(lines, terms) }),
    cancels: (order) => person.change('CancelSalesOrder', named(order)),
    closes: (order) => person.change('CloseSalesOrder', named(order)),
  }
}

function named({ id, version }: SalesOrder) {
  return { salesOrderId: id, expectedVersion: version }
}

import type { Delivery, SalesOrder, SalesReturn } from './documents.ts'
import { readLine } from './line-text.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { lineOf, type ReturnTerms } from './purchasing.ts'
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
  /** A draft of what goes out of an order's lines, such as `60 × STEEL`; all that is open without lines. */
  readonly sends: (order: SalesOrder, lines?: readonly string[], on?: string) => Promise<Delivery>
  /** Confirms a delivery, or has somebody else do it, and waits for its outcome. */
  readonly lets: (draft: Delivery, by?: Person) => Promise<Delivery>
  /** A delivery that is confirmed at once. */
  readonly delivers: (order: SalesOrder, lines?: readonly string[], on?: string) => Promise<Delivery>
  /** A draft of what is given away, such as `2 × LAMP at 18.00`; without a price that of the lists. */
  readonly gives: (lines: readonly string[], terms?: SalesTerms & { readonly reason?: string }) => Promise<Delivery>
  /** Gives a delivery up or takes it back, and waits for its outcome. */
  readonly takesBack: (delivery: Delivery) => Promise<Delivery>
  /** A draft of what comes back of a delivery's lines, such as `5 × STEEL`. */
  readonly hasBack: (delivery: Delivery, lines: readonly string[], terms?: ReturnTerms) => Promise<SalesReturn>
  /** A draft of what comes back without a source, such as `2 × LAMP at 10.00`: at that cost where none is on hand. */
  readonly hasBackFromNowhere: (lines: readonly string[]) => Promise<SalesReturn>
  /** Confirms a return, or has somebody else do it, and waits for its outcome. */
  readonly takesIn: (draft: SalesReturn, by?: Person) => Promise<SalesReturn>
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

  const sends: Seller['sends'] = (order, lines, on = today) =>
    person.change('CreateDelivery', {
      ...{ salesOrderId: order.id, deliveredOn: on },
      ...(lines
        ? {
            lines: lines
              .map(readLine)
              .map(({ item, quantity }) => ({ salesOrderLineId: lineOf(order, item), quantity })),
          }
        : {}),
    })
  const moves = async (operation: string, { id, version }: Delivery, by = person): Promise<Delivery> => {
    const input = { deliveryId: id, expectedVersion: version, waitMs: 10_000 }
    return untilSettled(by, 'Delivery', await by.change<Delivery>(operation, input))
  }

  return {
    ...person,
    customerId,
    orders,
    confirms,
    promises: async (lines, terms) => confirms(await orders(lines, terms)),
    changes: (order, lines, terms = {}) =>
      person.change('ChangeSalesOrder', { ...named(order), ...termsOf(lines, terms) }),
    cancels: (order) => person.change('CancelSalesOrder', named(order)),
    sends,
    lets: (draft, by) => moves('ConfirmDelivery', draft, by),
    delivers: async (order, lines, on) => moves('ConfirmDelivery', await sends(order, lines, on)),
    gives: async (lines, { reason = 'Sample for the trade fair', ...terms } = {}) => {
      const { orderedOn: givenOn, ...goods } = termsOf(lines, terms)
      const { pricesIncludeTax = false } = terms
      return person.change('CreateGift', {
        ...{ ...goods, customerId: await customerId(), givenOn, reason, pricesIncludeTax },
      })
    },
    takesBack: (delivery) => moves('CancelDelivery', delivery),
    hasBack: (delivery, lines, { from: into, on = today } = {}) =>
      person.change('CreateSalesReturn', {
        returnedOn: on,
        ...(into ? { warehouseId: masterData().warehouses.get(into)?.id } : {}),
        lines: lines.map(readLine).map(({ item, ...line }) => ({ ...line, deliveryLineId: lineOf(delivery, item) })),
      }),
    hasBackFromNowhere: async (lines) =>
      person.change('CreateUnsourcedReturn', {
        ...{ customerId: await customerId(), warehouseId: masterData().warehouses.get('MAIN')?.id, returnedOn: today },
        reason: 'Sold before the books began',
        lines: lines
          .map(readLine)
          .map(({ item, price, ...line }) => ({ ...line, itemId: masterData().itemIds.get(item), unitCost: price })),
      }),
    takesIn: async ({ id: salesReturnId, version: expectedVersion }, by = person) => {
      const input = { salesReturnId, expectedVersion, waitMs: 10_000 }
      return untilSettled(person, 'SalesReturn', await by.change<SalesReturn>('ConfirmSalesReturn', input))
    },
    closes: (order) => person.change('CloseSalesOrder', named(order)),
  }
}

function named({ id, version }: SalesOrder) {
  return { salesOrderId: id, expectedVersion: version }
}

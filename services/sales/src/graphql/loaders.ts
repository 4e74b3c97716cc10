import type { RequestContext } from '@erp/graphql-kit'
import DataLoader from 'dataloader'
import type { Customer } from '../domain/customer.ts'
import type { DocumentLeg } from '../domain/document-leg.ts'
import type { SalesOrderHeader } from '../domain/sales-order.ts'
import type { SalesOrderLine } from '../domain/sales-order-line.ts'
import { findCustomers } from '../store/customers.ts'
import type { Tx } from '../store/database.ts'
import { findLegs } from '../store/document-legs.ts'
import { findLinesOfOrders, findOrderLines } from '../store/sales-order-lines.ts'
import { findSalesOrderHeaders } from '../store/sales-orders.ts'

export interface Loaders {
  readonly customer: DataLoader<string, Customer | undefined>
  readonly salesOrder: DataLoader<string, SalesOrderHeader | undefined>
  readonly salesOrderLine: DataLoader<string, SalesOrderLine | undefined>
  readonly linesOfOrder: DataLoader<string, SalesOrderLine[]>
  readonly legsOfDocument: DataLoader<string, DocumentLeg[]>
}

/** Loaders live for one request: what it asks for one by one is read at once, in the scope of the caller's company. */
export function createLoaders({ transactor, caller }: RequestContext<Tx>): Loaders {
  type Find<Row> = (tx: Tx, ids: readonly string[]) => Promise<readonly Row[]>
  const read = <Result>(work: (tx: Tx) => Promise<Result>) => transactor.read([caller.companyId], work)

  function byId<Row extends { readonly id: string }>(find: Find<Row>): DataLoader<string, Row | undefined> {
    return new DataLoader(async (ids) => {
      const rows = new Map((await read((tx) => find(tx, ids))).map((row) => [row.id, row]))
      return ids.map((id) => rows.get(id))
    })
  }

  function byOwner<Row>(find: Find<Row>, ownerOf: (row: Row) => string): DataLoader<string, Row[]> {
    return new DataLoader(async (ids) => {
      const rows = Map.groupBy(await read((tx) => find(tx, ids)), ownerOf)
      return ids.map((id) => rows.get(id) ?? [])
    })
  }

  return {
    customer: byId(findCustomers),
    salesOrder: byId(findSalesOrderHeaders),
    salesOrderLine: byId(findOrderLines),
    linesOfOrder: byOwner(findLinesOfOrders, (line) => line.salesOrderId),
    legsOfDocument: byOwner(findLegs, (leg) => leg.documentId),
  }
}

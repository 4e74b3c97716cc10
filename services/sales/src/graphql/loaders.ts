import type { RequestContext } from '@erp/graphql-kit'
import DataLoader from 'dataloader'
import type { Customer } from '../domain/customer.ts'
import { findCustomers } from '../store/customers.ts'
import type { Tx } from '../store/database.ts'

export interface Loaders {
  readonly customer: DataLoader<string, Customer | undefined>
}

/** Loaders live for one request: what it asks for one by one is read at once, in the scope of the caller's company. */
export function createLoaders({ transactor, caller }: RequestContext<Tx>): Loaders {
  return {
    customer: new DataLoader(async (ids) => {
      const found = await transactor.read([caller.companyId], (tx) => findCustomers(tx, ids))
      const byId = new Map(found.map((customer) => [customer.id, customer]))
      return ids.map((id) => byId.get(id))
    }),
  }
}

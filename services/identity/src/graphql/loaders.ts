import type { RequestContext } from '@erp/graphql-kit'
import DataLoader from 'dataloader'
import type { Company } from '../domain/company.ts'
import type { Role } from '../domain/role.ts'
import type { User } from '../domain/user.ts'
import { findCompanies } from '../store/companies.ts'
import type { Tx } from '../store/database.ts'
import { listRoles } from '../store/roles.ts'
import { findMembers } from '../store/users.ts'
import { actFor } from '../store/windows.ts'

export interface Loaders {
  readonly companies: DataLoader<string, Company | undefined>
  readonly members: DataLoader<string, User | undefined>
  readonly roles: DataLoader<string, Role | undefined>
}

/** Loaders of one request: each asks once for all that its resolvers want, within what the caller may see. */
export function createLoaders({ transactor, caller }: RequestContext<Tx>): Loaders {
  return {
    companies: new DataLoader(async (ids) => {
      const found = await transactor.read([caller.companyId], async (tx) => {
        await actFor(tx, caller.userId)
        return findCompanies(tx, ids)
      })
      return inOrder(ids, found, (company) => company.id)
    }),
    members: new DataLoader(async (ids) => {
      const found = await transactor.read([caller.companyId], (tx) => findMembers(tx, caller.companyId, ids))
      return inOrder(ids, found, (user) => user.id)
    }),
    roles: new DataLoader(async (codes) => {
      const found = await transactor.read([caller.companyId], listRoles)
      return inOrder(codes, found, (role) => role.code)
    }),
  }
}

function inOrder<Document>(
  keys: readonly string[],
  found: readonly Document[],
  keyOf: (document: Document) => string,
): (Document | undefined)[] {
  const byKey = new Map(found.map((document) => [keyOf(document), document]))
  return keys.map((key) => byKey.get(key))
}

import type { RequestContext } from '@erp/graphql-kit'
import type { PersonKeys, SealingKeys } from '@erp/service-kit'
import DataLoader from 'dataloader'
import type { ApprovalAction, ApprovalRequest, Seat } from '../domain/approval.ts'
import type { Company } from '../domain/company.ts'
import type { Contact } from '../domain/contact.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import type { Role } from '../domain/role.ts'
import type { User, UserNames } from '../domain/user.ts'
import { actionsOf } from '../store/approval-actions.ts'
import { seatsOf } from '../store/approval-seats.ts'
import { findCompanies } from '../store/companies.ts'
import type { Tx } from '../store/database.ts'
import { linkedAccountsOf } from '../store/linked-accounts.ts'
import { listRoles } from '../store/roles.ts'
import { contactsOf } from '../store/user-contacts.ts'
import { namesOf } from '../store/user-names.ts'
import { findMembers } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { findSeenRequests } from '../use-cases/oversee-approvals.ts'

export interface Loaders {
  /** Only those the caller may see. */
  readonly approvals: DataLoader<string, ApprovalRequest | undefined>
  readonly approvalActions: DataLoader<string, readonly ApprovalAction[]>
  readonly approvalSeats: DataLoader<string, readonly Seat[]>
  readonly companies: DataLoader<string, Company | undefined>
  readonly contacts: DataLoader<string, Contact | undefined>
  readonly linkedAccounts: DataLoader<string, readonly LinkedAccount[]>
  readonly members: DataLoader<string, User | undefined>
  readonly people: DataLoader<string, UserNames | undefined>
  readonly roles: DataLoader<string, Role | undefined>
}

/** Loaders of one request: each asks once for all that its resolvers want, within what the caller may see. */
export function createLoaders(
  { transactor, caller }: RequestContext<Tx>,
  keys: Pick<SealingKeys, 'fields'> & { readonly persons: PersonKeys },
): Loaders {
  return {
    approvals: new DataLoader(async (ids) => {
      const shown = await transactor.read([caller.companyId], (tx) => findSeenRequests(tx, caller, ids))
      return inOrder(ids, shown, (request) => request.id)
    }),
    approvalActions: new DataLoader(async (ids) => {
      const actions = await transactor.read([caller.companyId], (tx) => actionsOf(tx, ids))
      const byRequest = Map.groupBy(actions, ({ approvalId }) => approvalId)
      return ids.map((id) => byRequest.get(id) ?? [])
    }),
    approvalSeats: new DataLoader(async (ids) => {
      const seats = await transactor.read([caller.companyId], (tx) => seatsOf(tx, ids))
      const byRequest = Map.groupBy(seats, ({ approvalId }) => approvalId)
      return ids.map((id) => byRequest.get(id) ?? [])
    }),
    companies: new DataLoader(async (ids) => {
      const found = await transactor.read([caller.companyId], async (tx) => {
        await actFor(tx, caller.userId)
        return findCompanies(tx, ids)
      })
      return inOrder(ids, found, (company) => company.id)
    }),
    contacts: new DataLoader(async (userIds) => {
      const found = await transactor.read([caller.companyId], (tx) => contactsOf(tx, keys, userIds))
      return userIds.map((id) => found.get(id))
    }),
    linkedAccounts: new DataLoader(async (userIds) => {
      const accounts = await transactor.read([caller.companyId], (tx) => linkedAccountsOf(tx, userIds))
      const byUser = Map.groupBy(accounts, ({ userId }) => userId)
      return userIds.map((id) => byUser.get(id) ?? [])
    }),
    members: new DataLoader(async (ids) => {
      const found = await transactor.read([caller.companyId], (tx) => findMembers(tx, caller.companyId, ids))
      return inOrder(ids, found, (user) => user.id)
    }),
    people: new DataLoader(async (ids) => {
      const found = await transactor.read([caller.companyId], (tx) => namesOf(tx, keys.persons, ids))
      return inOrder(ids, found, (person) => person.id)
    }),
    roles: new DataLoader(async (codes) => {
      const found = await transactor.read([caller.companyId], (tx) => listRoles(tx, caller.companyId))
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

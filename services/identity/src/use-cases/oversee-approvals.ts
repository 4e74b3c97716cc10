import { type Caller, dataScopeOf, isNarrowed, type Sql } from '@erp/service-kit'
import type { ApprovalRequest } from '../domain/approval.ts'
import { findRequests, listRequests, type RequestFilter, requestsConcerning } from '../store/approval-requests.ts'

/** Those of these requests that the caller may see. */
export async function findSeenRequests(
  tx: Sql,
  caller: Caller,
  ids: readonly string[],
): Promise<readonly ApprovalRequest[]> {
  const found = await findRequests(tx, ids)
  const overseen = overseenDepartments(caller)
  if (overseen === 'ALL') return found
  const concerning = await requestsConcerning(tx, caller.companyId, { userId: caller.userId, ids })
  return found.filter(
    ({ id, departmentIds }) =>
      concerning.has(id) || (departmentIds.length > 0 && departmentIds.every((one) => overseen.includes(one))),
  )
}

/** The requests of the caller's company that the caller may see, newest first, before the one with that id. */
export function listSeenRequests(
  tx: Sql,
  caller: Caller,
  page: Omit<RequestFilter, 'reader'> & { readonly limit: number; readonly beforeId: string | undefined },
): Promise<readonly ApprovalRequest[]> {
  const overseen = overseenDepartments(caller)
  const reader = overseen === 'ALL' ? undefined : { userId: caller.userId, departmentIds: overseen }
  return listRequests(tx, caller.companyId, { ...page, reader })
}

/**
 * The departments whose requests for approval somebody sees beside those that concern them. The engine knows the departments of a
 * document, which is in reach when all of them are, and neither its party nor its warehouse, so whoever is narrowed to those oversees nothing.
 */
function overseenDepartments(caller: Caller): readonly string[] | 'ALL' {
  if (!caller.permissions.has('identity.approval.read')) return []
  const { departmentIds, ...others } = dataScopeOf(caller)
  if (isNarrowed(others)) return []
  return departmentIds ?? 'ALL'
}

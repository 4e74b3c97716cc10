import { type Caller, closedBy, isForUnnarrowed, isNarrowed, type Sql, type Transactor } from '@erp/service-kit'
import { isId } from '@erp/values'
import { type AccessExplanation, explainAccess as explain } from '../domain/access.ts'
import type { User } from '../domain/user.ts'
import { findApiKey, isKeyRunning } from '../store/api-keys.ts'
import { openSeatsOf } from '../store/approval-seats.ts'
import { findDepartments } from '../store/departments.ts'
import { listRoles } from '../store/roles.ts'
import { findMember, findMembers } from '../store/users.ts'
import { findWarehouses } from '../store/warehouses.ts'
import { findSeenRequests } from './oversee-approvals.ts'

/** What is asked about a member; whatever may be left out stands for anything of its kind. */
export interface AccessAsked {
  readonly userId: string
  readonly permission: string
  readonly warehouseId?: string | null | undefined
  readonly customerGroup?: string | null | undefined
  readonly supplierGroup?: string | null | undefined
  readonly departmentId?: string | null | undefined
  readonly departmentIds?: readonly string[] | null | undefined
  readonly operation?: string | null | undefined
  readonly authorIds?: readonly string[] | null | undefined
  readonly approvalId?: string | null | undefined
  readonly apiKeyId?: string | null | undefined
}

/** Explains a member's access in the caller's company; undefined when there is no such member. */
export async function explainAccess(
  transactor: Transactor<Sql>,
  caller: Caller,
  asked: AccessAsked,
): Promise<AccessExplanation | undefined> {
  if (!isId(asked.userId)) return undefined
  const warehouseId = asked.warehouseId?.toLowerCase()
  const departmentIds = [asked.departmentId, ...(asked.departmentIds ?? [])]
    .filter((id) => typeof id === 'string')
    .map((id) => id.toLowerCase())
  return transactor.read([caller.companyId], async (tx) => {
    const user = await findMember(tx, caller.companyId, asked.userId)
    if (!user) return undefined
    const departments = await findDepartments(tx, departmentIds.filter(isId))
    return explain(user, await listRoles(tx, caller.companyId), {
      permission: asked.permission,
      key: await keyOf(tx, user.id, asked.apiKeyId),
      warehouse: await known(warehouseId, (ids) => findWarehouses(tx, ids)),
      customerGroup: asked.customerGroup ?? undefined,
      supplierGroup: asked.supplierGroup ?? undefined,
      departments: departmentIds.map((id) => ({ id, known: departments.includes(id) })),
      keptFromNarrowed: isKept(user, asked),
      authors: await authorsOf(tx, caller.companyId, asked.authorIds),
      approval: await approvalOf(tx, caller, { userId: user.id, approvalId: asked.approvalId }),
    })
  })
}

/** Whether the operation, or all that the permission allows, is refused to somebody narrowed as this member is. */
function isKept(user: User, { permission, operation }: Pick<AccessAsked, 'permission' | 'operation'>): boolean {
  const { warehouseIds, customerGroups, supplierGroups, departmentIds } = user
  const scope = {
    ...{ warehouseIds: warehouseIds ?? undefined, departmentIds: departmentIds ?? undefined },
    ...{ customerGroups: customerGroups ?? undefined, supplierGroups: supplierGroups ?? undefined },
    authorIds: user.ownDocuments ? [user.id] : undefined,
  }
  if (isForUnnarrowed(permission)) return isNarrowed(scope)
  return operation != null && isNarrowed(closedBy(permission.split('.')[0] ?? '', operation, scope))
}

async function authorsOf(tx: Sql, companyId: string, asked: readonly string[] | null | undefined) {
  if (asked === null || asked === undefined) return undefined
  const ids = [...new Set(asked.map((id) => id.toLowerCase()))]
  const members = await findMembers(tx, companyId, ids.filter(isId))
  return ids.map((id) => ({ id, known: members.some((member) => member.id === id) }))
}

/** The request in reach of whoever asks, with the seats that the member may sign; null when there is none. */
async function approvalOf(
  tx: Sql,
  caller: Caller,
  { userId, approvalId }: { readonly userId: string; readonly approvalId: string | null | undefined },
) {
  if (approvalId === null || approvalId === undefined) return undefined
  const [request] = isId(approvalId) ? await findSeenRequests(tx, caller, [approvalId]) : []
  if (!request) return null
  return { request, seats: await openSeatsOf(tx, caller.companyId, { userId, approvalId }) }
}

async function known(id: string | undefined, find: (ids: readonly string[]) => Promise<readonly string[]>) {
  return id === undefined ? undefined : { id, known: isId(id) && (await find([id])).length > 0 }
}

/** The user's key with this id; null when they have none, undefined when none is asked about. */
async function keyOf(tx: Sql, userId: string, apiKeyId: string | null | undefined) {
  if (apiKeyId === null || apiKeyId === undefined) return undefined
  const key = isId(apiKeyId) ? await findApiKey(tx, apiKeyId) : undefined
  if (key?.userId !== userId) return null
  return { permissions: key.permissions, running: await isKeyRunning(tx, key.id) }
}

import type { Caller, Sql, Transactor } from '@erp/service-kit'
import { isId } from '@erp/values'
import { type AccessExplanation, explainAccess as explain } from '../domain/access.ts'
import { findApiKey, isKeyRunning } from '../store/api-keys.ts'
import { findDepartments } from '../store/departments.ts'
import { listRoles } from '../store/roles.ts'
import { findMember } from '../store/users.ts'
import { findWarehouses } from '../store/warehouses.ts'

/** What is asked about a member; whatever may be left out stands for anything of its kind. */
export interface AccessAsked {
  readonly userId: string
  readonly permission: string
  readonly warehouseId?: string | null | undefined
  readonly customerGroup?: string | null | undefined
  readonly supplierGroup?: string | null | undefined
  readonly departmentId?: string | null | undefined
  readonly departmentIds?: readonly string[] | null | undefined
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
    })
  })
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

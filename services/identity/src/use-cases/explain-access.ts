import type { Caller, Sql, Transactor } from '@erp/service-kit'
import { isId } from '@erp/values'
import { type AccessExplanation, explainAccess as explain } from '../domain/access.ts'
import { listRoles } from '../store/roles.ts'
import { findMember } from '../store/users.ts'
import { findWarehouses } from '../store/warehouses.ts'

/** Explains a member's access in the caller's company; undefined when there is no such member. */
export async function explainAccess(
  transactor: Transactor<Sql>,
  caller: Caller,
  asked: { readonly userId: string; readonly permission: string; readonly warehouseId?: string | null | undefined },
): Promise<AccessExplanation | undefined> {
  if (!isId(asked.userId)) return undefined
  const warehouseId = asked.warehouseId?.toLowerCase()
  return transactor.read([caller.companyId], async (tx) => {
    const user = await findMember(tx, caller.companyId, asked.userId)
    if (!user) return undefined
    const known = warehouseId !== undefined && isId(warehouseId) ? await findWarehouses(tx, [warehouseId]) : []
    const warehouse = warehouseId === undefined ? undefined : { id: warehouseId, known: known.length > 0 }
    return explain(user, await listRoles(tx), { permission: asked.permission, warehouse })
  })
}

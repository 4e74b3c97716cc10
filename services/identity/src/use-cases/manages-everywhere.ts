import type { Caller, Sql } from '@erp/service-kit'
import { companiesWhereAllowed } from '../store/roles.ts'
import { companiesOf } from '../store/users.ts'
import { actFor } from '../store/windows.ts'

/** Whether the caller manages users wherever this one belongs; from then on the transaction acts for that one. */
export async function managesEverywhere(tx: Sql, caller: Caller, userId: string): Promise<boolean> {
  await actFor(tx, caller.userId)
  const managed = await companiesWhereAllowed(tx, caller.userId, 'identity.user.manage')
  await actFor(tx, userId)
  return (await companiesOf(tx, userId)).every((company) => managed.includes(company))
}

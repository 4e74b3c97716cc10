import type { Sql } from '@erp/service-kit'
import type { ExpenseClaimant } from '../domain/expense-claimant.ts'

/** What saving a claimant found in the way. */
export type ClaimantConflict = 'STALE' | 'USER_TAKEN'

interface ClaimantRow {
  readonly employee_id: string
  readonly company_id: string
  readonly user_id: string | null
  readonly grade: string | null
  readonly department_id: string | null
  readonly version: number
}

/** Stores the next version of a claimant; the first is version 1. Nothing is stored when their user claims for another. */
export async function saveClaimant(tx: Sql, claimant: ExpenseClaimant): Promise<ExpenseClaimant | ClaimantConflict> {
  const { employeeId, companyId, userId, grade, departmentId, version } = claimant
  const [taken] = await tx.$queryRaw<unknown[]>`
    select 1 from expense_claimant
    where company_id = ${companyId}::uuid and user_id = ${userId}::uuid and employee_id <> ${employeeId}::uuid`
  if (taken) return 'USER_TAKEN'
  const saved = await tx.$executeRaw`
    insert into expense_claimant as known (employee_id, company_id, user_id, grade, department_id, version)
    values (${employeeId}::uuid, ${companyId}::uuid, ${userId}::uuid, ${grade}, ${departmentId}::uuid, 1)
    on conflict (employee_id) do update
      set user_id = excluded.user_id, grade = excluded.grade, department_id = excluded.department_id,
          version = known.version + 1
      where known.version = ${version}::int`
  return saved === 1 ? { ...claimant, version: version + 1 } : 'STALE'
}

/** The claimants among these employees. */
export async function findClaimants(tx: Sql, employeeIds: readonly string[]): Promise<ExpenseClaimant[]> {
  const rows = await tx.$queryRaw<ClaimantRow[]>`
    select * from expense_claimant where employee_id = any (${employeeIds}::uuid[])`
  return rows.map(toClaimant)
}

export async function findClaimant(tx: Sql, employeeId: string): Promise<ExpenseClaimant | undefined> {
  return (await findClaimants(tx, [employeeId]))[0]
}

/** The employee that a user claims as. */
export async function claimantOfUser(tx: Sql, companyId: string, userId: string): Promise<ExpenseClaimant | undefined> {
  const [row] = await tx.$queryRaw<ClaimantRow[]>`
    select * from expense_claimant where company_id = ${companyId}::uuid and user_id = ${userId}::uuid`
  return row && toClaimant(row)
}

/** The employees that these users claim as, each in its company. */
export async function employeesOfUsers<Person extends { readonly companyId: string; readonly userId: string }>(
  tx: Sql,
  persons: readonly Person[],
): Promise<(Person & { readonly employeeId: string })[]> {
  const rows = await tx.$queryRaw<{ place: number; employeeId: string }[]>`
    select place, employee_id as "employeeId"
    from jsonb_to_recordset(${JSON.stringify(persons.map(({ companyId, userId }, place) => ({ place, companyId, userId })))}::jsonb)
      as person (place int, "companyId" uuid, "userId" uuid)
    join expense_claimant on company_id = "companyId" and user_id = "userId"`
  return rows.flatMap(({ place, employeeId }) => {
    const person = persons[place]
    return person ? [{ ...person, employeeId }] : []
  })
}

/** Claimants of a company, after the given employee. */
export async function listClaimants(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<ExpenseClaimant[]> {
  const rows = await tx.$queryRaw<ClaimantRow[]>`
    select * from expense_claimant
    where company_id = ${companyId}::uuid
      and (${page.after ?? null}::uuid is null or employee_id > ${page.after ?? null}::uuid)
    order by employee_id limit ${page.limit}::int`
  return rows.map(toClaimant)
}

/** Whether identity has told of this user as a member of the company. */
export async function isMember(tx: Sql, companyId: string, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from platform.membership_replica
    where company_id = ${companyId}::uuid and user_id = ${userId}::uuid and active`
  return rows.length === 1
}

function toClaimant(row: ClaimantRow): ExpenseClaimant {
  return {
    ...{ employeeId: row.employee_id, companyId: row.company_id, userId: row.user_id, grade: row.grade },
    ...{ departmentId: row.department_id, version: row.version },
  }
}

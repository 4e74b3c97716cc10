import { type Sql, StaleDocument } from '@erp/service-kit'
import { type Currency, money } from '@erp/values'
import type { ExpensePolicy, PolicyMeasure, PolicySeverity } from '../domain/expense-policy.ts'

interface PolicyRow {
  readonly id: string
  readonly company_id: string
  readonly measure: PolicyMeasure
  readonly expense_type_id: string | null
  readonly grade: string | null
  readonly city: string | null
  readonly amount_limit: bigint | null
  readonly day_limit: number | null
  readonly severity: PolicySeverity
  readonly active: boolean
  readonly version: number
  readonly base_currency: Currency
}

/** As many as a company may have in force: all of them are looked at with every claim. */
export const mostPolicies = 500

export async function insertPolicy(tx: Sql, policy: ExpensePolicy): Promise<void> {
  await tx.$executeRaw`
    insert into expense_policy (id, company_id, measure, expense_type_id, grade, city, amount_limit, day_limit, severity,
                                active, version)
    values (${policy.id}::uuid, ${policy.companyId}::uuid, ${policy.measure}, ${policy.expenseTypeId}::uuid,
            ${policy.grade}, ${policy.city}, ${policy.amountLimit?.minor ?? null}::bigint, ${policy.dayLimit}::int,
            ${policy.severity}, ${policy.active}, 1)`
}

/** Stores the next version of a policy that was read as `policy.version`. Returns it as stored. */
export async function savePolicy(tx: Sql, policy: ExpensePolicy): Promise<ExpensePolicy> {
  const updated = await tx.$executeRaw`
    update expense_policy
    set measure = ${policy.measure}, expense_type_id = ${policy.expenseTypeId}::uuid, grade = ${policy.grade},
        city = ${policy.city}, amount_limit = ${policy.amountLimit?.minor ?? null}::bigint,
        day_limit = ${policy.dayLimit}::int, severity = ${policy.severity}, active = ${policy.active},
        version = version + 1
    where id = ${policy.id}::uuid and version = ${policy.version}::int`
  if (updated !== 1) throw new StaleDocument('expense policy', policy.id)
  return { ...policy, version: policy.version + 1 }
}

export async function findPolicy(tx: Sql, id: string): Promise<ExpensePolicy | undefined> {
  const [row] = await tx.$queryRaw<PolicyRow[]>`
    select p.*, b.base_currency from expense_policy p join book b using (company_id) where p.id = ${id}::uuid`
  return row && toPolicy(row)
}

/** The policies in force, all of them. */
export async function policiesInForce(tx: Sql, companyId: string): Promise<ExpensePolicy[]> {
  const rows = await tx.$queryRaw<PolicyRow[]>`
    select p.*, b.base_currency from expense_policy p join book b using (company_id)
    where p.company_id = ${companyId}::uuid and p.active order by p.id limit ${mostPolicies}::int`
  return rows.map(toPolicy)
}

/** Policies of a company in the order they were made, after the given one. */
export async function listPolicies(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly after: string | undefined; readonly activeOnly: boolean },
): Promise<ExpensePolicy[]> {
  const rows = await tx.$queryRaw<PolicyRow[]>`
    select p.*, b.base_currency from expense_policy p join book b using (company_id)
    where p.company_id = ${companyId}::uuid and (p.active or not ${page.activeOnly}::boolean)
      and (${page.after ?? null}::uuid is null or p.id > ${page.after ?? null}::uuid)
    order by p.id limit ${page.limit}::int`
  return rows.map(toPolicy)
}

function toPolicy(row: PolicyRow): ExpensePolicy {
  return {
    ...{ id: row.id, companyId: row.company_id, measure: row.measure, expenseTypeId: row.expense_type_id },
    ...{ grade: row.grade, city: row.city, dayLimit: row.day_limit, severity: row.severity },
    amountLimit: row.amount_limit === null ? null : money(row.amount_limit, row.base_currency),
    ...{ active: row.active, version: row.version },
  }
}

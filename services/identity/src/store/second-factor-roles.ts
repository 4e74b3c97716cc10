import type { Sql } from '@erp/service-kit'

/** Makes these the jobs that the company lets in with a second factor only. */
export async function replaceSecondFactorRoles(
  tx: Sql,
  companyId: string,
  roleCodes: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    with freed as (
      delete from second_factor_roles where company_id = ${companyId}::uuid and role_code <> all (${roleCodes}::text[]))
    insert into second_factor_roles (company_id, role_code)
    select ${companyId}::uuid, role_code from unnest(${roleCodes}::text[]) as role_code
    on conflict do nothing`
}

export async function listSecondFactorRoles(tx: Sql, companyId: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ code: string }[]>`
    select role_code as code from second_factor_roles where company_id = ${companyId}::uuid order by 1`
  return rows.map(({ code }) => code)
}

/** Whether the company asks the user for a second factor, by one of their roles; the transaction acts for them. */
export async function isSecondFactorRequired(tx: Sql, companyId: string, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ found: number }[]>`
    select 1 as found from second_factor_roles join membership_roles using (company_id, role_code)
    where company_id = ${companyId}::uuid and user_id = ${userId}::uuid limit 1`
  return rows.length > 0
}

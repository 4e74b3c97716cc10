import type { DataScope, PartyGroup, Sql } from '@erp/service-kit'
import type { PartyDimension } from '../domain/open-item.ts'

/** Whether sales or procurement told of such a customer or supplier of the company, whom the caller may see. */
export async function isKnownParty(
  tx: Sql,
  asked: { readonly companyId: string; readonly dimension: PartyGroup['party']; readonly partyId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from party_group
    where party_id = ${asked.partyId}::uuid and company_id = ${asked.companyId}::uuid and party = ${asked.dimension}`
  return rows.length === 1
}

/** What narrows users to parties of each kind. */
const narrowing = { CUSTOMER: 'customerGroups', SUPPLIER: 'supplierGroups', EMPLOYEE: 'departmentIds' } as const

/** Whether somebody who is narrowed sees the party; to others every id is a party that may yet be told of. */
export async function isPartyInReach(
  tx: Sql,
  scope: DataScope,
  { dimension, id }: { readonly dimension: PartyDimension; readonly id: string },
): Promise<boolean> {
  if (scope[narrowing[dimension]] === undefined) return true
  const [row] = await tx.$queryRaw<{ seen: boolean }[]>`
    select exists (select from party_group where party_id = ${id}::uuid and party = ${dimension})
           or exists (select from expense_claimant where employee_id = ${id}::uuid and ${dimension} = 'EMPLOYEE') as seen`
  return row?.seen === true
}

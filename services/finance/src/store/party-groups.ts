import type { Sql } from '@erp/service-kit'

/** In which group a customer or supplier is, at one of its versions. */
export interface PartyGroup {
  readonly partyId: string
  readonly companyId: string
  readonly party: 'CUSTOMER' | 'SUPPLIER'
  /** Null for one that is in none. */
  readonly groupCode: string | null
  readonly version: number
}

/** Keeps what is newer than what is known; messages may come twice and in any order. */
export async function rememberPartyGroups(tx: Sql, parties: readonly PartyGroup[]): Promise<void> {
  await tx.$executeRaw`
    insert into party_group as known (party_id, company_id, party, group_code, version)
    select "partyId", "companyId", party, "groupCode", version
    from jsonb_to_recordset(${JSON.stringify(parties)}::jsonb)
      as told("partyId" uuid, "companyId" uuid, party text, "groupCode" text, version int)
    order by "partyId"
    on conflict (party_id) do update set group_code = excluded.group_code, version = excluded.version
      where known.version < excluded.version`
}

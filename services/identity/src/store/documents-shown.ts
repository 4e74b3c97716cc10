import type { ShownDocuments, Sql } from '@erp/service-kit'

/** A person and a company, and what the person was shown there in an hour. */
export interface ShownInHour {
  readonly companyId: string
  readonly userId: string
  readonly before: number
  readonly after: number
}

/** How much somebody was shown, by when. */
export type CountedDocuments = ShownDocuments & { readonly countedAt: string }

/** Adds to what people were shown in each hour, in one statement; says how much it was before and is now. */
export function addShown(tx: Sql, counts: readonly CountedDocuments[]): Promise<ShownInHour[]> {
  return tx.$queryRaw`
    with told as (
      select "companyId" as company_id, "userId" as user_id,
             date_trunc('hour', "countedAt" at time zone 'UTC') at time zone 'UTC' as hour, sum(documents) as documents
      from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
        as counted ("companyId" uuid, "userId" uuid, documents bigint, "countedAt" timestamptz)
      group by 1, 2, 3
    ), added as (
      insert into documents_shown as shown (company_id, user_id, hour, documents)
      select * from told order by 1, 2, 3
      on conflict (company_id, user_id, hour) do update set documents = shown.documents + excluded.documents
      returning *)
    select company_id as "companyId", user_id as "userId", (added.documents - told.documents)::float8 as before,
           added.documents::float8 as after
    from added join told using (company_id, user_id, hour)`
}

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
    insert into documents_shown as shown (company_id, user_id, hour, documents)
    select "companyId", "userId", date_trunc('hour', "countedAt" at time zone 'UTC') at time zone 'UTC' as hour, sum(documents)
    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
      as told ("companyId" uuid, "userId" uuid, documents bigint, "countedAt" timestamptz)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (company_id, user_id, hour) do update set documents = shown.documents + excluded.documents
    returning company_id as "companyId", user_id as "userId", documents::float8 as after,
      (documents - (select sum(told.documents)
                    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
                      as told ("companyId" uuid, "userId" uuid, documents bigint, "countedAt" timestamptz)
                    where told."companyId" = company_id and told."userId" = user_id
                      and date_trunc('hour', told."countedAt" at time zone 'UTC') at time zone 'UTC' = hour))::float8 as before`
}

import type { Sql } from './sql.ts'

/** A row that names a person, and what it says of them. */
export interface PersonalRecord {
  readonly kind: string
  /** The column that names the person. */
  readonly relation: string
  readonly recordId: string
  readonly number: string | null
  readonly recordedAt: Date | null
  /** What the row holds of the person; null where it only says that they did something. */
  readonly content: unknown
}

/** The rows of a service that name a person in a company, from the view `personal_record` that each service's database has. */
export function listPersonalRecords(
  tx: Sql,
  query: {
    readonly companyId: string
    readonly userId: string
    readonly limit: number
    /** Kind, relation and id of the row after which the page begins. */
    readonly after: readonly string[] | undefined
  },
): Promise<PersonalRecord[]> {
  const [kind = '', relation = '', recordId = ''] = query.after ?? []
  return tx.$queryRaw`
    select kind, relation, record_id as "recordId", number, recorded_at as "recordedAt", content
    from personal_record
    where company_id = ${query.companyId}::uuid and user_id = ${query.userId}::uuid and kind collate "C" >= ${kind}
      and (kind collate "C", relation collate "C", record_id collate "C") > (${kind}, ${relation}, ${recordId})
    order by kind collate "C", relation collate "C", record_id collate "C" limit ${query.limit}::int`
}

import type { Sql } from '@erp/service-kit'
import { type Period, periodOf } from '@erp/values'
import type { EventKind } from '../domain/business-event.ts'
import type { PostingFacts } from '../domain/posting-facts.ts'
import { type RecordedFacts, readFacts, recordFacts } from '../domain/recorded-facts.ts'

/** What a posting is unique by. */
export interface PostingSource {
  readonly sourceType: string
  readonly sourceId: string
  readonly purpose: string
  readonly revision: number
}

/** One text for each source, purpose and revision. */
export function sourceKey({ sourceType, sourceId, purpose, revision }: PostingSource): string {
  return `${sourceType}/${sourceId}/${purpose}/${revision}`
}

/** Keeps what these events said, once each. */
export async function keepFacts(tx: Sql, all: readonly PostingFacts[]): Promise<void> {
  if (all.length === 0) return
  const rows = all.map((facts) => ({
    ...{ sourceType: facts.sourceType, sourceId: facts.sourceId, purpose: facts.eventKind, revision: facts.revision },
    ...{ companyId: facts.companyId, period: periodOf(facts.businessDate), facts: recordFacts(facts) },
  }))
  await tx.$executeRaw`
    insert into posting_fact (source_type, source_id, purpose, revision, company_id, period, facts)
    select "sourceType", "sourceId", purpose, revision, "companyId", period, facts
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("sourceType" text, "sourceId" uuid, purpose text, revision int, "companyId" uuid, period text, facts jsonb)
    on conflict do nothing`
}

/** What the events of these postings said. */
export async function findFacts(tx: Sql, sources: readonly PostingSource[]): Promise<PostingFacts[]> {
  const keys = sources.map(({ sourceType, sourceId, purpose, revision }) => ({
    sourceType,
    sourceId,
    purpose,
    revision,
  }))
  const rows = await tx.$queryRaw<{ facts: RecordedFacts }[]>`
    select f.facts
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
      as r("sourceType" text, "sourceId" uuid, purpose text, revision int)
    join posting_fact f on f.source_type = r."sourceType" and f.source_id = r."sourceId" and f.purpose = r.purpose
      and f.revision = r.revision`
  return rows.map(({ facts }) => readFacts(facts))
}

/** What events of one kind said in a period, in the order of their sources, after the given source. */
export async function factsOfPeriod(
  tx: Sql,
  companyId: string,
  page: {
    readonly eventKind: EventKind
    readonly period: Period
    readonly limit: number
    readonly afterSourceId: string | null
  },
): Promise<PostingFacts[]> {
  const rows = await tx.$queryRaw<{ facts: RecordedFacts }[]>`
    select facts from posting_fact
    where company_id = ${companyId}::uuid and purpose = ${page.eventKind} and period = ${page.period}
      and (${page.afterSourceId}::uuid is null or source_id > ${page.afterSourceId}::uuid)
    order by source_id limit ${page.limit}::int`
  return rows.map(({ facts }) => readFacts(facts))
}

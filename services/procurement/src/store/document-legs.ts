import { factsColumn, idsIn } from '@erp/service-kit'
import type { DocumentLeg, DocumentType, LegKind, LegState } from '../domain/document-leg.ts'
import type { DocumentLeg as LegColumns } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

type Row = Omit<LegColumns, 'companyId' | 'documentType' | 'awaited'>

/** What another service told about a document's leg. */
export interface LegNews {
  readonly documentId: string
  readonly kind: LegKind
  readonly state: LegState
  readonly attempts: number
  readonly reasonCode: string | null
  readonly facts: Readonly<Record<string, string>>
}

/** The legs of these documents, the general ledger before the stock ledger's. */
export async function findLegs(tx: Tx, documentIds: readonly string[]): Promise<DocumentLeg[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select document_id as "documentId", kind, state, attempts, reason_code as "reasonCode", facts, updated_at as "updatedAt"
    from document_leg
    where document_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(documentIds))}::jsonb)))
    order by document_id, kind desc`
  return rows.map(toLeg)
}

/** How many answers each leg waits for; none: the document has no such leg. */
export type Awaited = Readonly<Record<'LEDGER' | 'STOCK', number>>

/** Every leg of a document begins anew. */
export async function openLegs(
  tx: Tx,
  document: { readonly id: string; readonly companyId: string; readonly type: DocumentType },
  awaited: Awaited = { LEDGER: 1, STOCK: 1 },
): Promise<void> {
  await tx.$executeRaw`
    insert into document_leg as leg (document_id, kind, company_id, document_type, state, awaited)
    select ${document.id}::uuid, kind, ${document.companyId}::uuid, ${document.type}, 'PENDING', awaited
    from (values ('LEDGER', ${awaited.LEDGER}::int), ('STOCK', ${awaited.STOCK}::int)) as legs(kind, awaited)
    where awaited > 0
    on conflict (document_id, kind) do update
    set state = 'PENDING', attempts = 0, reason_code = null, facts = '{}', awaited = excluded.awaited, updated_at = now()`
}

/** The ledger has more to answer about a document, or, when `more` is negative, less after all. */
export async function awaitLedger(tx: Tx, documentId: string, more: number): Promise<void> {
  await tx.$executeRaw`
    update document_leg
    set awaited = awaited + ${more}::int, updated_at = now(),
        state = case when awaited + ${more}::int = 0 then 'POSTED' when state = 'POSTED' then 'PENDING' else state end
    where document_id = ${documentId}::uuid and kind = 'LEDGER'`
}

/** Neither leg will be walked: the document came to nothing. */
export async function refuseLegs(
  tx: Tx,
  documentId: string,
  refusal: { readonly reason: string; readonly facts: Readonly<Record<string, string>> },
): Promise<void> {
  await tx.$executeRaw`
    update document_leg
    set state = 'REFUSED', reason_code = ${refusal.reason}, facts = ${JSON.stringify(refusal.facts)}::jsonb,
        attempts = greatest(attempts, 1), updated_at = now()
    where document_id = ${documentId}::uuid`
}

/** Holds legs that are still under way, until what holds them is mended. */
export async function blockLegs(tx: Tx, documentId: string, reason: string): Promise<void> {
  await tx.$executeRaw`
    update document_leg set state = 'BLOCKED', reason_code = ${reason}, updated_at = now()
    where document_id = ${documentId}::uuid and state = 'PENDING'`
}

/**
 * Notes what other services told, in one statement, and answers which documents may be looked at again: nothing of theirs
 * is pending any more, or something was held. A leg is posted with the last answer it waits for, and held while one of
 * them is. A leg that is posted or refused has ended: news of the other service's streams may come in any order, and what
 * comes after the end says nothing new.
 */
export async function noteLegs(tx: Tx, news: readonly LegNews[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ documentId: string }[]>`
    with news as (
      select "documentId", kind, count(*) filter (where state = 'POSTED') as posted, max(attempts) as attempts,
             max("reasonCode") as reason_code,
             (array_agg(facts order by place desc) filter (where state = 'POSTED'))[1] as posted_facts,
             (array_agg(facts order by place desc) filter (where state <> 'POSTED'))[1] as held_facts
      from rows from (jsonb_to_recordset(${JSON.stringify(news)}::jsonb) as (
        "documentId" uuid, kind text, state text, attempts int, "reasonCode" text, facts jsonb)) with ordinality
        as n("documentId", kind, state, attempts, "reasonCode", facts, place)
      group by 1, 2
    ), locked as (
      select leg.document_id, leg.kind, leg.state, leg.awaited
      from document_leg leg where leg.document_id in (select "documentId" from news)
      order by leg.document_id, leg.kind for no key update of leg
    ), answered as (
      select locked.document_id, locked.kind, greatest(locked.awaited - news.posted, 0) as awaited, news.reason_code,
             news.attempts, news.posted_facts, news.held_facts
      from locked join news on news."documentId" = locked.document_id and news.kind = locked.kind
      where locked.state in ('PENDING', 'BLOCKED')
    ), noted as (
      update document_leg leg
      set awaited = answered.awaited, attempts = answered.attempts, updated_at = now(),
          state = case when answered.awaited = 0 then 'POSTED' when answered.reason_code is null then leg.state else 'BLOCKED' end,
          reason_code = case when answered.awaited = 0 then null else coalesce(answered.reason_code, leg.reason_code) end,
          facts = case when answered.awaited = 0 then answered.posted_facts else coalesce(answered.held_facts, leg.facts) end
      from answered where leg.document_id = answered.document_id and leg.kind = answered.kind
      returning leg.document_id, leg.kind, leg.state
    )
    select document_id as "documentId" from locked left join noted using (document_id, kind)
    group by document_id
    having bool_and(coalesce(noted.state, locked.state) <> 'PENDING') or bool_or(noted.state = 'BLOCKED')`
  return rows.map(({ documentId }) => documentId)
}

function toLeg(row: Row): DocumentLeg {
  return {
    documentId: row.documentId,
    kind: row.kind as LegKind,
    state: row.state as LegState,
    attempts: row.attempts,
    reasonCode: row.reasonCode,
    facts: factsColumn(row.facts),
    updatedAt: row.updatedAt,
  }
}

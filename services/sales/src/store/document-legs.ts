import { factsColumn, idsIn } from '@erp/service-kit'
import type { DocumentLeg, DocumentType, LegKind, LegState } from '../domain/document-leg.ts'
import type { DocumentLeg as LegColumns } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

type Row = Omit<LegColumns, 'companyId' | 'documentType'>

/** What another service told about a document's leg. */
export interface LegNews {
  readonly documentId: string
  readonly kind: LegKind
  readonly state: LegState
  readonly attempts: number
  readonly reasonCode: string | null
  readonly facts: Readonly<Record<string, string>>
}

/** The legs of these documents. */
export async function findLegs(tx: Tx, documentIds: readonly string[]): Promise<DocumentLeg[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select document_id as "documentId", kind, state, attempts, reason_code as "reasonCode", facts, updated_at as "updatedAt"
    from document_leg
    where document_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(documentIds))}::jsonb)))
    order by document_id, kind desc`
  return rows.map(toLeg)
}

/** A document whose legs are walked. */
export interface LeggedDocument {
  readonly id: string
  readonly companyId: string
  readonly type: DocumentType
  readonly kinds: readonly LegKind[]
}

/** These legs of a document begin, or begin anew. */
export function openLegs(tx: Tx, document: LeggedDocument): Promise<void> {
  return openAllLegs(tx, [document])
}

/** The same of several documents, in one statement. */
export async function openAllLegs(tx: Tx, documents: readonly LeggedDocument[]): Promise<void> {
  await tx.$executeRaw`
    insert into document_leg as leg (document_id, kind, company_id, document_type, state)
    select document.id, kind, document."companyId", document.type, 'PENDING'
    from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
           as document(id uuid, "companyId" uuid, type text, kinds jsonb),
         jsonb_array_elements_text(document.kinds) as legs(kind)
    order by document.id, kind
    on conflict (document_id, kind) do update
    set state = 'PENDING', attempts = 0, reason_code = null, facts = '{}', updated_at = now()`
}

/** No leg will be walked: the document came to nothing. What was approved stays so. */
export async function refuseLegs(
  tx: Tx,
  documentId: string,
  refusal: { readonly reason: string; readonly facts: Readonly<Record<string, string>> },
): Promise<void> {
  await tx.$executeRaw`
    update document_leg
    set state = 'REFUSED', reason_code = ${refusal.reason}, facts = ${JSON.stringify(refusal.facts)}::jsonb,
        attempts = greatest(attempts, 1), updated_at = now()
    where document_id = ${documentId}::uuid and kind <> 'APPROVAL'`
}

/** One leg was refused; the others are not walked either, or walked back. What was approved stays so. */
export async function refuseLeg(
  tx: Tx,
  documentId: string,
  { kind, reason, facts }: { kind: LegKind; reason: string; facts: Readonly<Record<string, string>> },
): Promise<void> {
  await tx.$executeRaw`
    update document_leg
    set state = 'REFUSED', reason_code = case when kind = ${kind} then ${reason} else 'TAKEN_BACK' end,
        facts = case when kind = ${kind} then ${JSON.stringify(facts)}::jsonb else '{}' end,
        attempts = greatest(attempts, 1), updated_at = now()
    where document_id = ${documentId}::uuid and (kind = ${kind} or kind <> 'APPROVAL')`
}

/** What was asked of those who approve is not about what the document says any more, whether they had answered or not. */
export async function outdateApproval(tx: Tx, documentId: string): Promise<void> {
  await tx.$executeRaw`
    update document_leg set state = 'REFUSED', reason_code = 'APPROVAL_OUTDATED', facts = '{}', updated_at = now()
    where document_id = ${documentId}::uuid and kind = 'APPROVAL' and state <> 'REFUSED'`
}

/** Holds legs that are still under way, until what holds them is mended. */
export async function blockLegs(tx: Tx, documentId: string, reason: string): Promise<void> {
  await tx.$executeRaw`
    update document_leg set state = 'BLOCKED', reason_code = ${reason}, updated_at = now()
    where document_id = ${documentId}::uuid and state = 'PENDING'`
}

/**
 * Notes what other services told, in one statement, and answers which documents may be looked at again: nothing of theirs
 * is pending any more, or something was held. A leg that is posted or refused has ended: news of the other service's
 * streams may come in any order, and what comes after the end says nothing new.
 */
export async function noteLegs(tx: Tx, news: readonly LegNews[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ documentId: string }[]>`
    with news as (
      select * from jsonb_to_recordset(${JSON.stringify(news)}::jsonb) as n(
        "documentId" uuid, kind text, state text, attempts int, "reasonCode" text, facts jsonb)
    ), locked as (
      select leg.document_id, leg.kind, leg.state
      from document_leg leg where leg.document_id in (select "documentId" from news)
      order by leg.document_id, leg.kind for no key update of leg
    ), noted as (
      update document_leg leg
      set state = news.state, attempts = news.attempts, reason_code = news."reasonCode", facts = news.facts,
          updated_at = now()
      from news join locked on locked.document_id = news."documentId" and locked.kind = news.kind
      where leg.document_id = news."documentId" and leg.kind = news.kind and locked.state in ('PENDING', 'BLOCKED')
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

import type { Tx } from './database.ts'

/** What finance has said about one stock document's posting. */
export type LedgerAnswer = {
  /** The id of the event that told finance about the stock document. */
  readonly sourceEventId: string
  readonly state: 'POSTED' | 'BLOCKED'
  readonly attempts: number
  readonly reason: string | null
  readonly facts: Readonly<Record<string, string>>
}

export type LedgerLeg = {
  readonly state: 'PENDING' | 'POSTED' | 'BLOCKED'
  readonly attempts: number
  readonly reason: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly updatedAt: Date
}

/** Records finance's answers. The event's own outbox row says which stock document it told about; answers about others are left out. */
export async function record(tx: Tx, answers: readonly LedgerAnswer[], answeredAt: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ documentId: string }[]>`
    with answered as (
      insert into ledger_leg (stock_document_id, company_id, state, attempts, reason, facts, updated_at)
      select d.id, d.company_id, a.state, a.attempts, a.reason, a.facts, ${answeredAt}
      from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as a(
        "sourceEventId" uuid, state text, attempts int, reason text, facts jsonb)
      join platform.outbox o on o.event_id = a."sourceEventId"
      join stock_document d on d.id = o.aggregate_id
      on conflict (stock_document_id) do update
      set state = excluded.state, attempts = excluded.attempts, reason = excluded.reason, facts = excluded.facts,
          updated_at = excluded.updated_at
      returning stock_document_id)
    select distinct d.document_id as "documentId"
    from answered a join stock_document d on d.id = a.stock_document_id`
  const decided = await tx.$queryRaw<{ documentId: string }[]>`
    insert into stock_difference_disposal_leg as leg
      (document_id, revision, company_id, state, attempts, reason, facts, updated_at)
    select d.document_id, (o.payload ->> 'revision')::int, d.company_id, a.state, a.attempts, a.reason, a.facts, ${answeredAt}
    from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as a(
      "sourceEventId" uuid, state text, attempts int, reason text, facts jsonb)
    join platform.outbox o on o.event_id = a."sourceEventId"
    join stock_difference_disposal d on d.document_id = o.aggregate_id
    on conflict (document_id, revision) do update
    set state = excluded.state, attempts = excluded.attempts, reason = excluded.reason, facts = excluded.facts,
        updated_at = excluded.updated_at
    returning document_id as "documentId"`
  return [...rows, ...decided].map(({ documentId }) => documentId)
}

/** The legs of these stock documents, by id; one finance has not answered about is pending since it was recorded. */
export async function findMany(tx: Tx, stockDocumentIds: readonly string[]): Promise<Map<string, LedgerLeg>> {
  const rows = await tx.$queryRaw<(LedgerLeg & { id: string })[]>`
    select d.id, coalesce(l.state, 'PENDING') as state, coalesce(l.attempts, 0) as attempts, l.reason,
           coalesce(l.facts, '{}') as facts, coalesce(l.updated_at, d.recorded_at) as "updatedAt"
    from stock_document d left join ledger_leg l on l.stock_document_id = d.id
    where d.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(stockDocumentIds)}::jsonb)))`
  return new Map(rows.map(({ id, ...leg }) => [id, leg]))
}

/** A business document in the stock ledger: when it came there last, and how far finance is with all of it together. */
export type DocumentLegs = { readonly recordedAt: Date; readonly ledger: LedgerLeg }

/** Of these business documents; one that finance has nothing to post for is left out. What is held comes before what is pending. */
export async function ofDocuments(tx: Tx, documentIds: readonly string[]): Promise<Map<string, DocumentLegs>> {
  const rows = await tx.$queryRaw<(LedgerLeg & { id: string; recordedAt: Date })[]>`
    with asked as (select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(documentIds)}::jsonb)),
    told as (
      select d.document_id as id, d.recorded_at, l.state, l.attempts, l.reason, l.facts, l.updated_at
      from stock_document d left join ledger_leg l on l.stock_document_id = d.id
      where d.document_id in (select id from asked)
      union all
      select s.document_id, i.confirmed_at, l.state, l.attempts, l.reason, l.facts, l.updated_at
      from stock_difference_disposal s
      join inventory_document i on i.id = s.document_id
      cross join lateral generate_series(1, case i.status when 'CANCELLED' then 2 else 1 end) as told (revision)
      left join stock_difference_disposal_leg l on l.document_id = s.document_id and l.revision = told.revision
      where s.document_id in (select id from asked))
    select distinct on (id) id, max(recorded_at) over (partition by id) as "recordedAt", coalesce(state, 'PENDING') as state,
           coalesce(attempts, 0) as attempts, reason, coalesce(facts, '{}') as facts,
           coalesce(updated_at, recorded_at) as "updatedAt"
    from told
    order by id, array_position(array['BLOCKED', 'PENDING', 'POSTED'], coalesce(state, 'PENDING')),
             coalesce(updated_at, recorded_at) desc`
  return new Map(rows.map(({ id, recordedAt, ...ledger }) => [id, { recordedAt, ledger }]))
}

import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type {
  DisputedDocument,
  StatementAnswer,
  StatementDispute,
  StatementEnding,
  StatementOfAccount,
  StatementSending,
  StatementStatus,
} from '../domain/statement-of-account.ts'
import { Prisma } from '../generated/prisma/client.ts'

type Row = Omit<StatementOfAccount, 'sent' | 'answer' | 'ended' | 'documents'> & {
  readonly sentOn: BusinessDate | null
  readonly sentTo: string | null
  readonly sentBy: string | null
  readonly answeredOn: BusinessDate | null
  readonly answeredBy: string | null
  readonly answerKeptBy: string | null
  readonly reference: string | null
  readonly statedBalance: bigint | null
  readonly disputeReason: string | null
  readonly endedBy: string | null
  readonly endedReason: string | null
  readonly documents: readonly (readonly [
    documentNumber: string,
    own: string | null,
    stated: string | null,
    remark: string | null,
  ])[]
}

const columns = Prisma.sql`
  s.id, s.company_id as "companyId", s.number, s.status, s.version, s.party_dimension as party, s.party_id as "partyId",
  s.begins_on::text as "beginsOn", s.ends_on::text as "endsOn", s.currency, s.opening, s.debit, s.credit,
  s.previous_id as "previousId", s.backdated, s.replaces_id as "replacesId", s.issued_by as "issuedBy",
  s.issued_at as "issuedAt", s.sent_on::text as "sentOn", s.sent_to as "sentTo", s.sent_by as "sentBy",
  s.answered_on::text as "answeredOn", s.answered_by as "answeredBy", s.answer_kept_by as "answerKeptBy", s.reference,
  s.stated_balance as "statedBalance", s.dispute_reason as "disputeReason", s.ended_by as "endedBy",
  s.ended_reason as "endedReason", coalesce((
    select jsonb_agg(jsonb_build_array(d.document_number, d.own_amount::text, d.stated_amount::text, d.remark) order by d.place)
    from statement_of_account_document d where d.statement_id = s.id), '[]') as documents`

/** That another one does not stand in its place, and nobody took it back. */
export const stands = Prisma.sql`status not in ('REPLACED', 'WITHDRAWN')`

/** The visible statements of these ids, by number. */
export async function findStatements(tx: Sql, ids: readonly string[]): Promise<StatementOfAccount[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select ${columns} from statement_of_account s where s.id = any (${ids}::uuid[]) order by s.id`
  return rows.map(toStatement)
}

/** What one request issued, in the order of the numbers. */
export async function statementsOfRun(tx: Sql, runId: string): Promise<StatementOfAccount[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select ${columns} from statement_of_account s where s.run_id = ${runId}::uuid order by s.number`
  return rows.map(toStatement)
}

/** A statement, held until the transaction ends. */
export async function lockStatement(tx: Sql, id: string): Promise<StatementOfAccount | undefined> {
  await tx.$queryRaw`select id from statement_of_account where id = ${id}::uuid for no key update`
  return (await findStatements(tx, [id]))[0]
}

/** The last statement of the same party that stands. */
export async function lastOfParty(
  tx: Sql,
  { companyId, partyId }: Pick<StatementOfAccount, 'companyId' | 'partyId'>,
): Promise<Pick<StatementOfAccount, 'id' | 'number'>> {
  const [last] = await tx.$queryRaw<Pick<StatementOfAccount, 'id' | 'number'>[]>`
    select id, number from statement_of_account
    where company_id = ${companyId}::uuid and party_id = ${partyId}::uuid and ${stands}
    order by ends_on desc limit 1`
  if (!last) throw new Error('No statement of a party stands, though one is about to end')
  return last
}

/** Statements, the newest first. */
export async function listStatements(
  tx: Sql,
  companyId: string,
  asked: { readonly statuses: readonly StatementStatus[] | null; readonly partyId: string | null },
  page: { readonly limit: number; readonly afterId: string | undefined },
): Promise<StatementOfAccount[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select ${columns} from statement_of_account s
    where s.company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or s.id < ${page.afterId ?? null}::uuid)
      and (${asked.statuses}::text[] is null or s.status = any (${asked.statuses}::text[]))
      and (${asked.partyId}::uuid is null or s.party_id = ${asked.partyId}::uuid)
    order by s.id desc limit ${page.limit}::int`
  return rows.map(toStatement)
}

/** Stores what became of a statement that is held. */
export async function saveStatement(tx: Sql, statement: StatementOfAccount): Promise<void> {
  const { id, status, sent, answer, ended } = statement
  await tx.$executeRaw`
    update statement_of_account set status = ${status}, version = version + 1,
      sent_on = ${sent?.on ?? null}::date, sent_to = ${sent?.to ?? null}, sent_by = ${sent?.by ?? null}::uuid,
      answered_on = ${answer?.on ?? null}::date, answered_by = ${answer?.by ?? null},
      answer_kept_by = ${answer?.keptBy ?? null}::uuid, reference = ${answer?.reference ?? null},
      stated_balance = ${answer?.dispute?.balance ?? null}::bigint, dispute_reason = ${answer?.dispute?.reason ?? null},
      ended_by = ${ended?.by ?? null}::uuid, ended_reason = ${ended?.reason ?? null}
    where id = ${id}::uuid`
}

/** Stores what is not agreed on, in its order. */
export async function insertDisputedDocuments(
  tx: Sql,
  { id, companyId, documents }: StatementOfAccount,
): Promise<void> {
  const rows = documents.map(({ documentNumber, ownAmount, statedAmount, remark }, index) => ({
    ...{ place: index + 1, documentNumber, remark },
    ...{ ownAmount: ownAmount?.toString() ?? null, statedAmount: statedAmount?.toString() ?? null },
  }))
  await tx.$executeRaw`
    insert into statement_of_account_document
      (statement_id, place, company_id, document_number, own_amount, stated_amount, remark)
    select ${id}::uuid, place, ${companyId}::uuid, "documentNumber", "ownAmount", "statedAmount", remark
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(place int, "documentNumber" text, "ownAmount" bigint, "statedAmount" bigint, remark text)`
}

/** What a statement shows under each of these numbers, debits positive; nothing under those that are missing. */
export async function amountsOfDocuments(
  tx: Sql,
  statementId: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await tx.$queryRaw<{ number: string; amount: bigint }[]>`
    select document_number as number, sum(net)::bigint as amount from statement_of_account_line
    where statement_id = ${statementId}::uuid and document_number = any (${numbers}::text[]) group by 1`
  return new Map(rows.map(({ number, amount }) => [number, amount]))
}

function toStatement(row: Row): StatementOfAccount {
  const { sentOn, sentTo, sentBy, answeredOn, answeredBy, answerKeptBy, reference, ...others } = row
  const { statedBalance, disputeReason, endedBy, endedReason, documents, ...statement } = others
  const sent: StatementSending | null = sentOn && sentTo && sentBy ? { on: sentOn, to: sentTo, by: sentBy } : null
  const dispute: StatementDispute | null =
    statedBalance !== null && disputeReason ? { balance: statedBalance, reason: disputeReason } : null
  const answer: StatementAnswer | null =
    answeredOn && answeredBy && answerKeptBy
      ? { on: answeredOn, by: answeredBy, keptBy: answerKeptBy, reference, dispute }
      : null
  const ended: StatementEnding | null = endedBy && endedReason ? { by: endedBy, reason: endedReason } : null
  return { ...statement, sent, answer, ended, documents: documents.map(toDocument) }
}

function toDocument([documentNumber, own, stated, remark]: Row['documents'][number]): DisputedDocument {
  return {
    ...{ documentNumber, remark },
    ...{ ownAmount: own === null ? null : BigInt(own), statedAmount: stated === null ? null : BigInt(stated) },
  }
}

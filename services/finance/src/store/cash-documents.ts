import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { CashDirection, CashDocument, CashStatus } from '../domain/cash-document.ts'
import type { PartyDimension } from '../domain/open-item.ts'
import { Prisma } from '../generated/prisma/client.ts'

interface CashDocumentRow {
  readonly id: string
  readonly company_id: string
  readonly number: string
  readonly direction: CashDirection
  readonly status: CashStatus
  readonly version: number
  readonly cash_account_id: string
  readonly party_dimension: PartyDimension | null
  readonly party_id: string | null
  readonly counter_account_id: string | null
  readonly paid_on: BusinessDate
  readonly amount: bigint
  readonly fee: bigint
  readonly exchange_rate: string | null
  readonly cash_flow_item: string
  readonly reference: string | null
  readonly note: string | null
  readonly reason: string | null
  readonly prepared_by: string
  readonly author_ids: readonly string[]
  readonly submitted_by: string | null
  readonly approval_id: string | null
  readonly approver_ids: readonly string[]
  readonly approved_by: string | null
  readonly posted_by: string | null
  readonly voucher_id: string | null
  readonly reversal_id: string | null
  readonly settlement_id: string | null
  readonly items: readonly (readonly [openItemId: string, amount: string, paid: string | null, discount: string])[]
}

const columns = Prisma.sql`
  d.id, d.company_id, d.number, d.direction, d.status, d.version, d.cash_account_id, d.party_dimension, d.party_id,
  d.counter_account_id, d.paid_on::text as paid_on, d.amount, d.fee, trim_scale(d.exchange_rate)::text as exchange_rate,
  d.cash_flow_item, d.reference, d.note, d.reason, d.prepared_by, d.author_ids, d.submitted_by, d.approval_id, d.approver_ids, d.approved_by, d.posted_by, d.voucher_id, d.reversal_id,
  d.settlement_id, (
    select coalesce(jsonb_agg(jsonb_build_array(i.open_item_id, i.amount::text, i.paid::text, i.discount::text) order by i.open_item_id), '[]')
    from cash_document_item i where i.cash_document_id = d.id) as items`

export async function insertCashDocument(tx: Sql, document: CashDocument): Promise<void> {
  const { party } = document
  await tx.$executeRaw`
    insert into cash_document (id, company_id, number, direction, status, cash_account_id, party_dimension, party_id,
                               counter_account_id, paid_on, amount, fee, exchange_rate, cash_flow_item, reference, note,
                               prepared_by, author_ids)
    values (${document.id}::uuid, ${document.companyId}::uuid, ${document.number}, ${document.direction},
            ${document.status}, ${document.cashAccountId}::uuid, ${party?.dimension ?? null}, ${party?.id ?? null}::uuid,
            ${document.counterAccountId}::uuid, ${document.paidOn}::date, ${document.amount}, ${document.fee},
            ${document.exchangeRate}::numeric, ${document.cashFlowItem}, ${document.reference}, ${document.note},
            ${document.preparedBy}::uuid, ${document.authorIds}::uuid[])`
  await insertItems(tx, [document])
}

/** Stores the next version of a document that is held. */
export async function saveCashDocument(tx: Sql, document: CashDocument): Promise<void> {
  const { party } = document
  await tx.$executeRaw`
    update cash_document
    set status = ${document.status}, version = version + 1, cash_account_id = ${document.cashAccountId}::uuid,
      party_dimension = ${party?.dimension ?? null}, party_id = ${party?.id ?? null}::uuid,
      counter_account_id = ${document.counterAccountId}::uuid, paid_on = ${document.paidOn}::date,
      amount = ${document.amount}, fee = ${document.fee}, exchange_rate = ${document.exchangeRate}::numeric,
      cash_flow_item = ${document.cashFlowItem}, reference = ${document.reference}, note = ${document.note},
      reason = ${document.reason}, author_ids = ${document.authorIds}::uuid[], submitted_by = ${document.submittedBy}::uuid,
      approval_id = ${document.approvalId}::uuid, approver_ids = ${document.approverIds}::uuid[], approved_by = ${document.approvedBy}::uuid, posted_by = ${document.postedBy}::uuid,
      voucher_id = ${document.voucherId}::uuid, reversal_id = ${document.reversalId}::uuid,
      settlement_id = ${document.settlementId}::uuid
    where id = ${document.id}::uuid`
}

/** Stores payments that are posted already, with what they are for. */
export async function insertPostedCashDocuments(tx: Sql, documents: readonly CashDocument[]): Promise<void> {
  const rows = documents.map(({ items: _, party, amount, fee, ...document }) => ({
    ...document,
    ...{ partyDimension: party?.dimension ?? null, partyId: party?.id ?? null },
    ...{ amount: amount.toString(), fee: fee.toString() },
  }))
  await tx.$executeRaw`
    insert into cash_document (id, company_id, number, direction, status, cash_account_id, party_dimension, party_id,
                               paid_on, amount, fee, exchange_rate, cash_flow_item, reference, prepared_by, author_ids, approved_by,
                               posted_by, voucher_id, settlement_id)
    select id, "companyId", number, direction, status, "cashAccountId", "partyDimension", "partyId", "paidOn", amount, fee,
           "exchangeRate", "cashFlowItem", reference, "preparedBy", "authorIds", "approvedBy", "postedBy", "voucherId",
           "settlementId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, "companyId" uuid, number text, direction text, status text, "cashAccountId" uuid,
           "partyDimension" text, "partyId" uuid, "paidOn" date, amount bigint, fee bigint, "exchangeRate" numeric,
           "cashFlowItem" text, reference text, "preparedBy" uuid, "authorIds" uuid[], "approvedBy" uuid, "postedBy" uuid,
           "voucherId" uuid, "settlementId" uuid)`
  await insertItems(tx, documents)
}

/** Replaces what a document is for. */
export async function replaceItems(tx: Sql, document: CashDocument): Promise<void> {
  await tx.$executeRaw`delete from cash_document_item where cash_document_id = ${document.id}::uuid`
  await insertItems(tx, [document])
}

async function insertItems(tx: Sql, documents: readonly CashDocument[]): Promise<void> {
  const rows = documents.flatMap(({ id, companyId, items }) =>
    items.map(({ openItemId, amount, paid, discount }) => ({
      ...{ id, companyId, openItemId, amount: amount.toString(), paid: paid?.toString() ?? null },
      discount: discount.toString(),
    })),
  )
  await tx.$executeRaw`
    insert into cash_document_item (cash_document_id, open_item_id, company_id, amount, paid, discount)
    select id, "openItemId", "companyId", amount, paid, discount
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, "openItemId" uuid, "companyId" uuid, amount bigint, paid bigint, discount bigint)`
}

/** The visible receipts and payments of these ids. */
export async function findCashDocuments(tx: Sql, ids: readonly string[]): Promise<CashDocument[]> {
  const rows = await tx.$queryRaw<CashDocumentRow[]>`
    select ${columns} from cash_document d where d.id = any (${ids}::uuid[])`
  return rows.map(toCashDocument)
}

export async function findCashDocument(tx: Sql, id: string): Promise<CashDocument | undefined> {
  return (await findCashDocuments(tx, [id]))[0]
}

/** The same, held until the transaction ends. */
export async function lockCashDocument(tx: Sql, id: string): Promise<CashDocument | undefined> {
  return (await lockCashDocuments(tx, [id]))[0]
}

/** These, held in one order until the transaction ends. */
export async function lockCashDocuments(tx: Sql, ids: readonly string[]): Promise<CashDocument[]> {
  await tx.$queryRaw`select id from cash_document where id = any (${ids}::uuid[]) order by id for update`
  return findCashDocuments(tx, ids)
}

/** Receipts and payments, the newest first. */
export async function listCashDocuments(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly direction: CashDirection | null
    readonly status: CashStatus | null
    readonly partyId: string | null
  },
): Promise<CashDocument[]> {
  const rows = await tx.$queryRaw<CashDocumentRow[]>`
    select ${columns} from cash_document d
    where d.company_id = ${companyId}::uuid and (${page.afterId ?? null}::uuid is null or d.id < ${page.afterId ?? null}::uuid)
      and (${page.direction}::text is null or d.direction = ${page.direction})
      and (${page.status}::text is null or d.status = ${page.status})
      and (${page.partyId}::uuid is null or d.party_id = ${page.partyId}::uuid)
    order by d.id desc limit ${page.limit}::int`
  return rows.map(toCashDocument)
}

function toCashDocument(row: CashDocumentRow): CashDocument {
  const { party_dimension: dimension, party_id: partyId } = row
  return {
    ...{ id: row.id, companyId: row.company_id, number: row.number, direction: row.direction, status: row.status },
    ...{ version: row.version, cashAccountId: row.cash_account_id, counterAccountId: row.counter_account_id },
    party: dimension === null || partyId === null ? null : { dimension, id: partyId },
    ...{ paidOn: row.paid_on, amount: row.amount, fee: row.fee, exchangeRate: row.exchange_rate },
    ...{ cashFlowItem: row.cash_flow_item, reference: row.reference, note: row.note, reason: row.reason },
    ...{
      preparedBy: row.prepared_by,
      authorIds: row.author_ids,
      submittedBy: row.submitted_by,
      approvalId: row.approval_id,
    },
    ...{ approverIds: row.approver_ids, approvedBy: row.approved_by, postedBy: row.posted_by },
    ...{ voucherId: row.voucher_id, reversalId: row.reversal_id, settlementId: row.settlement_id },
    items: row.items.map(([openItemId, amount, paid, discount]) => ({
      ...{ openItemId, amount: BigInt(amount), paid: paid === null ? null : BigInt(paid), discount: BigInt(discount) },
    })),
  }
}

import type { Sql } from '@erp/service-kit'
import type { CashStatus } from '../domain/cash-document.ts'
import type { CashTransfer } from '../domain/cash-transfer.ts'
import { Prisma } from '../generated/prisma/client.ts'

const columns = Prisma.sql`
  id, company_id as "companyId", number, status, version, from_account_id as "fromAccountId",
  to_account_id as "toAccountId", moved_on::text as "movedOn", amount, received, fee,
  trim_scale(exchange_rate)::text as "exchangeRate", trim_scale(received_rate)::text as "receivedRate", reference, note,
  reason, prepared_by as "preparedBy", array[prepared_by] as "authorIds", submitted_by as "submittedBy",
  approval_id as "approvalId", approver_ids as "approverIds", approved_by as "approvedBy", posted_by as "postedBy",
  voucher_id as "voucherId", reversal_id as "reversalId"`

export async function insertCashTransfer(tx: Sql, transfer: CashTransfer): Promise<void> {
  await tx.$executeRaw`
    insert into cash_transfer (id, company_id, number, status, from_account_id, to_account_id, moved_on, amount, received,
                               fee, exchange_rate, received_rate, reference, note, prepared_by)
    values (${transfer.id}::uuid, ${transfer.companyId}::uuid, ${transfer.number}, ${transfer.status},
            ${transfer.fromAccountId}::uuid, ${transfer.toAccountId}::uuid, ${transfer.movedOn}::date, ${transfer.amount},
            ${transfer.received}, ${transfer.fee}, ${transfer.exchangeRate}::numeric, ${transfer.receivedRate}::numeric,
            ${transfer.reference}, ${transfer.note}, ${transfer.preparedBy}::uuid)`
}

/** Stores what was decided on a transfer that is held. Returns it as stored. */
export async function saveCashTransfer(tx: Sql, transfer: CashTransfer): Promise<CashTransfer> {
  const [saved] = await tx.$queryRaw<CashTransfer[]>`
    update cash_transfer
    set status = ${transfer.status}, version = version + 1, reason = ${transfer.reason},
      submitted_by = ${transfer.submittedBy}::uuid, approval_id = ${transfer.approvalId}::uuid,
      approver_ids = ${transfer.approverIds}::uuid[], approved_by = ${transfer.approvedBy}::uuid, posted_by = ${transfer.postedBy}::uuid,
      voucher_id = ${transfer.voucherId}::uuid, reversal_id = ${transfer.reversalId}::uuid
    where id = ${transfer.id}::uuid returning ${columns}`
  if (!saved) throw new Error(`Transfer ${transfer.number} was held and cannot be found`)
  return saved
}

export async function findCashTransfer(tx: Sql, id: string): Promise<CashTransfer | undefined> {
  const [transfer] = await tx.$queryRaw<CashTransfer[]>`select ${columns} from cash_transfer where id = ${id}::uuid`
  return transfer
}

/** The same, held until the transaction ends. */
export async function lockCashTransfer(tx: Sql, id: string): Promise<CashTransfer | undefined> {
  return (await lockCashTransfers(tx, [id]))[0]
}

/** These, held in one order until the transaction ends. */
export function lockCashTransfers(tx: Sql, ids: readonly string[]): Promise<CashTransfer[]> {
  return tx.$queryRaw<CashTransfer[]>`
    select ${columns} from cash_transfer where id = any (${ids}::uuid[]) order by id for update`
}

/** Transfers, the newest first. */
export function listCashTransfers(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly status: CashStatus | null
    readonly cashAccountId: string | null
  },
): Promise<CashTransfer[]> {
  return tx.$queryRaw<CashTransfer[]>`
    select ${columns} from cash_transfer
    where company_id = ${companyId}::uuid and (${page.afterId ?? null}::uuid is null or id < ${page.afterId ?? null}::uuid)
      and (${page.status}::text is null or status = ${page.status})
      and (${page.cashAccountId}::uuid is null or ${page.cashAccountId}::uuid in (from_account_id, to_account_id))
    order by id desc limit ${page.limit}::int`
}

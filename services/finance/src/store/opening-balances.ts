import { type Sql, StaleDocument } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { OpeningBalance } from '../domain/opening-balance.ts'
import { Prisma } from '../generated/prisma/client.ts'

const columns = Prisma.sql`
  id, company_id as "companyId", status, version, lines, voucher_ids as "voucherIds", author_ids as "authorIds",
  submitted_by as "submittedBy", approval_id as "approvalId", approver_ids as "approverIds",
  approved_by as "approvedBy", answer, posting_number as "postingNumber"`

/** The sheet of a company, held for a change until the transaction ends. */
export async function lockSheet(tx: Sql, companyId: string): Promise<OpeningBalance | undefined> {
  const [row] = await tx.$queryRaw<OpeningBalance[]>`
    select ${columns} from opening_balance where company_id = ${companyId}::uuid for update`
  return row
}

export async function findSheetOf(tx: Sql, companyId: string): Promise<OpeningBalance | undefined> {
  const [row] = await tx.$queryRaw<OpeningBalance[]>`
    select ${columns} from opening_balance where company_id = ${companyId}::uuid`
  return row
}

export async function findSheet(tx: Sql, id: string): Promise<OpeningBalance | undefined> {
  const [row] = await tx.$queryRaw<OpeningBalance[]>`
    select ${columns} from opening_balance where id = ${id}::uuid`
  return row
}

/** These, held in one order until the transaction ends. */
export function lockSheets(tx: Sql, ids: readonly string[]): Promise<OpeningBalance[]> {
  return tx.$queryRaw<OpeningBalance[]>`
    select ${columns} from opening_balance where id = any (${ids}::uuid[]) order by id for update`
}

export type SheetChange = {
  readonly action: 'SAVED' | 'SUBMITTED' | 'APPROVED' | 'RETURNED' | 'POSTED' | 'TAKEN_BACK'
  readonly userId: string
  readonly at: Date
  readonly reason: string | null
}

/** Stores the sheet as its version says, and who did what; a first one that somebody else has just stored is stale. */
export async function saveSheet(tx: Sql, sheet: OpeningBalance, by: SheetChange): Promise<void> {
  const stored = await tx.$executeRaw`
    with saved as (
      insert into opening_balance as b (id, company_id, status, version, lines, voucher_ids, posting_number, author_ids,
                                        submitted_by, approval_id, approver_ids, approved_by, answer, changed_by,
                                        changed_at, posted_at)
      values (${sheet.id}::uuid, ${sheet.companyId}::uuid, ${sheet.status}, ${sheet.version}::int,
              ${JSON.stringify(sheet.lines)}::jsonb, ${[...sheet.voucherIds]}::uuid[], ${sheet.postingNumber}::int,
              ${sheet.authorIds}::uuid[], ${sheet.submittedBy}::uuid, ${sheet.approvalId}::uuid,
              ${sheet.approverIds}::uuid[], ${sheet.approvedBy}::uuid, ${sheet.answer},
              ${by.userId}::uuid, ${by.at}, ${sheet.status === 'POSTED' ? by.at : null})
      on conflict (company_id) do update set status = excluded.status, version = excluded.version,
        lines = excluded.lines, voucher_ids = excluded.voucher_ids, posting_number = excluded.posting_number,
        author_ids = excluded.author_ids, submitted_by = excluded.submitted_by, approval_id = excluded.approval_id,
        approver_ids = excluded.approver_ids, approved_by = excluded.approved_by, answer = excluded.answer,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at, posted_at = excluded.posted_at
      where b.id = excluded.id and b.version = excluded.version - 1
      returning id, version, company_id)
    insert into opening_balance_change (opening_balance_id, version, company_id, action, reason, changed_by, changed_at)
    select id, version, company_id, ${by.action}, ${by.reason}, ${by.userId}::uuid, ${by.at} from saved`
  if (stored !== 1) throw new StaleDocument('opening balance', sheet.id)
}

/**
 * Makes the periods before the books able to take opening vouchers, for this transaction: `sealPeriodsBefore` ends it. They
 * are told to nobody, for no document is ever dated into them.
 */
export async function openPeriodsBefore(tx: Sql, companyId: string, periods: readonly Period[]): Promise<void> {
  await tx.$executeRaw`
    insert into fiscal_period (id, company_id, period, status)
    select gen_random_uuid(), ${companyId}::uuid, period, 'CLOSING' from unnest(${[...periods]}::text[]) as one (period)
    on conflict (company_id, period) do update set status = 'CLOSING'`
}

/** Checks the vouchers posted and closes the periods again. */
export async function sealPeriodsBefore(tx: Sql, companyId: string, periods: readonly Period[]): Promise<void> {
  await tx.$executeRaw`set constraints voucher_is_sound immediate`
  await tx.$executeRaw`
    update fiscal_period set status = 'CLOSED'
    where company_id = ${companyId}::uuid and period = any (${[...periods]}::text[])`
}

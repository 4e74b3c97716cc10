import type { Sql } from '@erp/service-kit'
import type { BusinessDate, Currency } from '@erp/values'
import type { PayableItem, PaymentRun, PaymentRunLine, PaymentRunStatus } from '../domain/payment-run.ts'
import { Prisma } from '../generated/prisma/client.ts'

type LineRow = Omit<PaymentRunLine, 'amount' | 'items'> & {
  readonly amount: string
  readonly items: readonly (readonly [openItemId: string, amount: string, discount: string])[]
}
type RunRow = Omit<PaymentRun, 'lines'> & { readonly lines: readonly LineRow[] }

const columns = Prisma.sql`
  r.id, r.company_id as "companyId", r.number, r.status, r.version, r.cash_account_id as "cashAccountId", r.currency,
  r.due_through::text as "dueOn", r.pay_on::text as "payOn", r.made_by as "madeBy", r.author_ids as "authorIds", r.submitted_by as "submittedBy",
  r.approval_id as "approvalId", r.approver_ids as "approverIds", r.sent_by as "sentBy", r.reason, (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', l.id, 'lineNumber', l.line_number, 'supplierId', l.supplier_id, 'amount', l.amount::text, 'status', l.status,
      'reason', l.reason, 'cashDocumentId', l.cash_document_id, 'items', (
        select jsonb_agg(jsonb_build_array(i.open_item_id, i.amount::text, i.discount::text) order by i.open_item_id)
        from payment_run_item i where i.payment_run_line_id = l.id)) order by l.line_number), '[]')
    from payment_run_line l where l.payment_run_id = r.id) as lines`

/** The columns of `open_item` as `PayableItem` names them. */
const payable = Prisma.sql`
  i.id, i.party_id as "partyId", i.original, i.open, i.currency, i.due_on::text as "dueOn", i.discount,
  i.discount_through::text as "discountThrough"`

/** Payables due through a day in a currency, that no other run is about to pay; at most so many, the first due first. */
export function duePayables(
  tx: Sql,
  companyId: string,
  asked: {
    readonly dueOn: BusinessDate
    readonly currency: Currency
    readonly supplierIds: readonly string[] | null
    readonly limit: number
  },
): Promise<PayableItem[]> {
  return tx.$queryRaw<PayableItem[]>`
    select ${payable} from open_item i
    where i.company_id = ${companyId}::uuid and i.kind = 'PAYABLE' and i.open <> 0 and i.party_id is not null
      and i.due_on <= ${asked.dueOn}::date and i.currency = ${asked.currency}
      and (${asked.supplierIds}::uuid[] is null or i.party_id = any (${asked.supplierIds}::uuid[]))
      and not exists (${aboutToBePaid(null)})
    order by i.due_on, i.id limit ${asked.limit}::int`
}

/** The runs other than one that hold item `i`. */
function aboutToBePaid(runId: string | null) {
  return Prisma.sql`
    select from payment_run_item p join payment_run_line l on l.id = p.payment_run_line_id and l.status = 'OPEN'
    join payment_run r on r.id = l.payment_run_id and r.status <> 'CANCELLED'
    where p.open_item_id = i.id and (${runId}::uuid is null or r.id <> ${runId}::uuid)`
}

/** Of these items the open payables, with whether another run is about to pay them. */
export function payablesOf(
  tx: Sql,
  ids: readonly string[],
  runId: string,
): Promise<(PayableItem & { readonly heldElsewhere: boolean })[]> {
  return tx.$queryRaw`
    select ${payable},
      exists (${aboutToBePaid(runId)}) as "heldElsewhere"
    from open_item i where i.id = any (${ids}::uuid[]) and i.kind = 'PAYABLE' and i.party_id is not null`
}

/** Lets the runs of a company be written one after the other, so that no item is in two of them. */
export async function takeTurnToPropose(tx: Sql, companyId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('payment run ' || ${companyId}, 0))`
}

export async function insertPaymentRun(tx: Sql, run: PaymentRun): Promise<void> {
  await tx.$executeRaw`
    insert into payment_run (id, company_id, number, status, cash_account_id, currency, due_through, pay_on, made_by,
                             author_ids)
    values (${run.id}::uuid, ${run.companyId}::uuid, ${run.number}, ${run.status}, ${run.cashAccountId}::uuid,
            ${run.currency}, ${run.dueOn}::date, ${run.payOn}::date, ${run.madeBy}::uuid, ${run.authorIds}::uuid[])`
  await insertLines(tx, run)
}

/** Stores the next versions of runs that are held, without their lines. */
export async function savePaymentRuns(tx: Sql, runs: readonly PaymentRun[]): Promise<void> {
  if (runs.length === 0) return
  const rows = runs.map(({ lines: _, ...run }) => run)
  await tx.$executeRaw`
    update payment_run p set status = r.status, version = p.version + 1, pay_on = r."payOn",
      author_ids = r."authorIds", submitted_by = r."submittedBy", approval_id = r."approvalId", approver_ids = r."approverIds", sent_by = r."sentBy",
      reason = r.reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, status text, "payOn" date, "authorIds" uuid[], "submittedBy" uuid, "approvalId" uuid, "approverIds" uuid[],
           "sentBy" uuid, reason text)
    where p.id = r.id`
}

/** Writes the lines of a draft anew. */
export async function replaceRunLines(tx: Sql, run: PaymentRun): Promise<void> {
  await tx.$executeRaw`delete from payment_run_line where payment_run_id = ${run.id}::uuid`
  await insertLines(tx, run)
}

async function insertLines(tx: Sql, { id, companyId, lines }: PaymentRun): Promise<void> {
  const rows = lines.map(({ items: _, ...line }) => ({ ...line, amount: line.amount.toString() }))
  await tx.$executeRaw`
    insert into payment_run_line (id, company_id, payment_run_id, line_number, supplier_id, amount, status)
    select id, ${companyId}::uuid, ${id}::uuid, "lineNumber", "supplierId", amount, status
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, "lineNumber" int, "supplierId" uuid, amount bigint, status text)`
  const items = lines.flatMap((line) =>
    line.items.map(({ openItemId, amount, discount }) => ({
      ...{ lineId: line.id, openItemId, amount: amount.toString(), discount: discount.toString() },
    })),
  )
  await tx.$executeRaw`
    insert into payment_run_item (payment_run_line_id, open_item_id, company_id, amount, discount)
    select "lineId", "openItemId", ${companyId}::uuid, amount, discount
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as r("lineId" uuid, "openItemId" uuid, amount bigint, discount bigint)`
}

/** Stores what the bank answered for these lines. */
export async function saveAnswers(tx: Sql, lines: readonly PaymentRunLine[]): Promise<void> {
  const rows = lines.map(({ id, status, reason, cashDocumentId }) => ({ id, status, reason, cashDocumentId }))
  await tx.$executeRaw`
    update payment_run_line l set status = r.status, reason = r.reason, cash_document_id = r."cashDocumentId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, status text, reason text, "cashDocumentId" uuid)
    where l.id = r.id`
}

export async function findPaymentRun(tx: Sql, id: string): Promise<PaymentRun | undefined> {
  const rows = await tx.$queryRaw<RunRow[]>`select ${columns} from payment_run r where r.id = ${id}::uuid`
  return rows.map(toRun)[0]
}

/** These runs, held in one order until the transaction ends. */
export async function lockPaymentRuns(tx: Sql, ids: readonly string[]): Promise<PaymentRun[]> {
  await tx.$queryRaw`select id from payment_run where id = any (${ids}::uuid[]) order by id for update`
  const rows = await tx.$queryRaw<RunRow[]>`
    select ${columns} from payment_run r where r.id = any (${ids}::uuid[]) order by r.id`
  return rows.map(toRun)
}

/** Runs, the newest first. */
export async function listPaymentRuns(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterId: string | undefined; readonly status: PaymentRunStatus | null },
): Promise<PaymentRun[]> {
  const rows = await tx.$queryRaw<RunRow[]>`
    select ${columns} from payment_run r
    where r.company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or r.id < ${page.afterId ?? null}::uuid)
      and (${page.status}::text is null or r.status = ${page.status})
    order by r.id desc limit ${page.limit}::int`
  return rows.map(toRun)
}

/** That the file of a run was written where accounts are kept. */
export interface WrittenPaymentFile {
  readonly companyId: string
  readonly paymentRunId: string
  readonly name: string
  readonly sha256: string
  readonly writtenBy: string
  readonly writtenAt: string
}

/** Keeps that files were written; what was heard before stays. */
export async function insertPaymentFiles(tx: Sql, files: readonly WrittenPaymentFile[]): Promise<void> {
  await tx.$executeRaw`
    insert into payment_run_file (payment_run_id, company_id, name, sha256, made_by, made_at)
    select f."paymentRunId", f."companyId", f.name, f.sha256, f."writtenBy", f."writtenAt"
    from jsonb_to_recordset(${JSON.stringify(files)}::jsonb)
      as f("paymentRunId" uuid, "companyId" uuid, name text, sha256 text, "writtenBy" uuid, "writtenAt" timestamptz)
    on conflict do nothing`
}

export async function hasPaymentFile(tx: Sql, runId: string): Promise<boolean> {
  const files = await tx.$queryRaw<object[]>`
    select 1 as found from payment_run_file where payment_run_id = ${runId}::uuid`
  return files.length > 0
}

function toRun(row: RunRow): PaymentRun {
  const lines = row.lines.map((line) => ({
    ...line,
    amount: BigInt(line.amount),
    items: line.items.map(([openItemId, amount, discount]) => ({
      ...{ openItemId, amount: BigInt(amount), discount: BigInt(discount) },
    })),
  }))
  return { ...row, lines }
}

import { currencyColumn, type SealingKeys, type Sql } from '@erp/service-kit'
import type { ApprovedRun, PaymentFile, PaymentFileLine, RunLine } from '../domain/payment-file.ts'

type RunRow = Omit<ApprovedRun, 'currency' | 'lines'> & {
  readonly currency: string
  readonly lines: readonly (Omit<RunLine, 'amount'> & { readonly amount: string })[]
}

const place = { table: 'payment_file_line', column: 'account_number' }

/** Keeps what finance told of payment runs; the newest of each. */
export async function replicatePaymentRuns(
  tx: Sql,
  runs: readonly {
    readonly companyId: string
    readonly paymentRunId: string
    readonly number: string
    readonly status: string
    readonly currency: string
    readonly payOn: string
    readonly involvedUserIds: readonly string[]
    readonly lines: readonly (Omit<RunLine, 'amount'> & { readonly amount: string })[]
    readonly version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into payment_run_replica as known
      (payment_run_id, company_id, number, status, currency, pay_on, involved_ids, lines, version)
    select distinct on ("paymentRunId") "paymentRunId", "companyId", number, status, currency, "payOn", "involvedUserIds",
      lines, version
    from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb)
      as told("paymentRunId" uuid, "companyId" uuid, number text, status text, currency text, "payOn" date,
              "involvedUserIds" uuid[], lines jsonb, version int)
    order by "paymentRunId", version desc
    on conflict (payment_run_id) do update
    set number = excluded.number, status = excluded.status, currency = excluded.currency, pay_on = excluded.pay_on,
        involved_ids = excluded.involved_ids, lines = excluded.lines, version = excluded.version
    where known.version < excluded.version`
}

/** A run that is known here, held until the transaction ends. */
export async function lockApprovedRun(tx: Sql, id: string): Promise<ApprovedRun | undefined> {
  const [row] = await tx.$queryRaw<RunRow[]>`
    select payment_run_id as id, company_id as "companyId", number, status, currency, involved_ids as "involvedIds", lines
    from payment_run_replica where payment_run_id = ${id}::uuid for update`
  if (!row) return undefined
  const lines = row.lines.map(({ lineNumber, supplierId, amount }) => ({
    lineNumber,
    supplierId,
    amount: BigInt(amount),
  }))
  return { ...row, currency: currencyColumn(row.currency), lines }
}

export async function findPaymentFile(tx: Sql, runId: string): Promise<PaymentFile | undefined> {
  const [file] = await findPaymentFiles(tx, [runId])
  return file
}

/** The files of these runs that were written. */
export function findPaymentFiles(tx: Sql, runIds: readonly string[]): Promise<PaymentFile[]> {
  return tx.$queryRaw<PaymentFile[]>`
    select f.payment_run_id as id, f.company_id as "companyId", r.number, r.currency, f.sha256,
      f.written_by as "writtenBy", f.written_at as "writtenAt"
    from payment_file f join payment_run_replica r using (payment_run_id)
    where f.payment_run_id = any (${runIds}::uuid[])`
}

export async function insertPaymentFile(
  tx: Sql,
  { fields }: Pick<SealingKeys, 'fields'>,
  file: PaymentFile,
  lines: readonly PaymentFileLine[],
): Promise<void> {
  await tx.$executeRaw`
    insert into payment_file (payment_run_id, company_id, sha256, written_by, written_at)
    values (${file.id}::uuid, ${file.companyId}::uuid, ${file.sha256}, ${file.writtenBy}::uuid, ${file.writtenAt})`
  const rows = lines.map(({ accountNumber, amount, ...line }) => ({
    ...{ ...line, amount: amount.toString() },
    sealedNumber: fields.seal({ ...place, row: line.id }, accountNumber),
  }))
  await tx.$executeRaw`
    insert into payment_file_line (id, company_id, payment_run_id, line_number, supplier_id, amount, account_name, bank_name,
                                   bank_code, sealed_number)
    select id, ${file.companyId}::uuid, ${file.id}::uuid, "lineNumber", "supplierId", amount, "accountName", "bankName",
      "bankCode", "sealedNumber"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as line(id uuid, "lineNumber" int, "supplierId" uuid, amount bigint, "accountName" text, "bankName" text,
              "bankCode" text, "sealedNumber" text)`
}

/** What the file of a run says, in its order, at most a thousand lines. */
export async function linesOfPaymentFile(
  tx: Sql,
  { fields }: Pick<SealingKeys, 'fields'>,
  runId: string,
): Promise<PaymentFileLine[]> {
  const rows = await tx.$queryRaw<(Omit<PaymentFileLine, 'accountNumber'> & { readonly sealedNumber: string })[]>`
    select id, line_number as "lineNumber", supplier_id as "supplierId", amount, account_name as "accountName",
      bank_name as "bankName", bank_code as "bankCode", sealed_number as "sealedNumber"
    from payment_file_line where payment_run_id = ${runId}::uuid order by line_number`
  return rows.map(({ sealedNumber, ...line }) => ({
    ...line,
    accountNumber: fields.open({ ...place, row: line.id }, sealedNumber),
  }))
}

/** Seals up to so many numbers of files anew that another key sealed, whosever they are. Says how many. */
export async function resealPaymentFiles(
  tx: Sql,
  { fields }: Pick<SealingKeys, 'fields'>,
  atMost: number,
): Promise<number> {
  await tx.$executeRaw`select set_config('app.resealing', 'true', true)`
  const rows = await tx.$queryRaw<{ readonly id: string; readonly sealedNumber: string }[]>`
    select id, sealed_number as "sealedNumber" from payment_file_line
    where split_part(sealed_number, ':', 2) <> ${fields.currentKeyId()}
    order by id limit ${atMost} for update`
  const anew = rows.map(({ id, sealedNumber }) => {
    const at = { ...place, row: id }
    return { id, sealedNumber: fields.seal(at, fields.open(at, sealedNumber)) }
  })
  await tx.$executeRaw`
    update payment_file_line as kept set sealed_number = anew."sealedNumber"
    from jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as anew (id uuid, "sealedNumber" text)
    where kept.id = anew.id`
  return anew.length
}

import { type Currency, formatMoney, money, type Refusal, refuse, writeCsv } from '@erp/values'
import type { Supplier } from './supplier.ts'
import { paidToOf, type SupplierBankAccount } from './supplier-bank-account.ts'

/** A payment run of finance since it was approved, as finance tells of it. */
export type ApprovedRun = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: 'APPROVED' | 'SENT' | 'DONE' | 'CANCELLED'
  readonly currency: Currency
  /** Who made, submitted or approved it. */
  readonly involvedIds: readonly string[]
  readonly lines: readonly RunLine[]
}

/** What one supplier is paid by a run, in minor units of its currency. */
export type RunLine = { readonly lineNumber: number; readonly supplierId: string; readonly amount: bigint }

/** A line of a file: whom it pays, and to which account. */
export type PaymentFileLine = RunLine &
  Pick<SupplierBankAccount, 'accountName' | 'bankName' | 'bankCode' | 'accountNumber'> & { readonly id: string }

/** The file with which a run goes to the bank 付款文件. Its id is that of the run. */
export type PaymentFile = {
  readonly id: string
  readonly companyId: string
  /** Of the run. */
  readonly number: string
  readonly currency: Currency
  /** Of its bytes, in hex. */
  readonly sha256: string
  readonly writtenBy: string
  readonly writtenAt: Date
}

/** What the file of a run is called. */
export function nameOf({ number }: Pick<ApprovedRun, 'number'>): string {
  return `${number}.csv`
}

/** There is no such run, it is not approved, or nobody has heard that it is. */
export type PaymentRunNotApproved = Refusal<'PaymentRunNotApproved', { paymentRunId: string }>
export type RunPayerInvolved = Refusal<'RunPayerInvolved', { number: string }>
export type PayeesWithoutAccount = Refusal<
  'PayeesWithoutAccount',
  { number: string; currency: Currency; supplierIds: readonly string[]; payees: readonly string[] }
>

/** Who neither made nor approved a run may write its file, as long as the run may go to the bank. */
export function requireWriter(
  { number, status, involvedIds, id }: ApprovedRun,
  userId: string,
): PaymentRunNotApproved | RunPayerInvolved | undefined {
  if (status !== 'APPROVED') return refuse('PaymentRunNotApproved', { paymentRunId: id })
  return involvedIds.includes(userId) ? refuse('RunPayerInvolved', { number }) : undefined
}

/** Each line with the account that its supplier is paid to in the currency of the run; all have one that is confirmed, or none is paid. */
export function linesOfFile(
  { number, currency, lines }: ApprovedRun,
  known: {
    readonly accounts: readonly SupplierBankAccount[]
    readonly suppliers: readonly Pick<Supplier, 'id' | 'code' | 'name'>[]
  },
  newId: () => string,
): PaymentFileLine[] | PayeesWithoutAccount {
  const paidTo = new Map<string, SupplierBankAccount>()
  for (const [supplierId, accounts] of Map.groupBy(known.accounts, (account) => account.supplierId)) {
    const account = paidToOf(accounts, currency)
    if (account) paidTo.set(supplierId, account)
  }
  const supplierIds = lines.map(({ supplierId }) => supplierId).filter((id) => !paidTo.has(id))
  if (supplierIds.length > 0) {
    const names = new Map(known.suppliers.map(({ id, code, name }) => [id, `${code} ${name.zh}`]))
    const payees = supplierIds.map((id) => names.get(id) ?? id)
    return refuse('PayeesWithoutAccount', { number, currency, supplierIds, payees })
  }
  return lines.flatMap((line) => {
    const account = paidTo.get(line.supplierId)
    if (!account) return []
    const { accountName, bankName, bankCode, accountNumber } = account
    return [{ ...line, id: newId(), accountName, bankName, bankCode, accountNumber }]
  })
}

/**
 * The file as online banks of China take batches in 网银批量付款: a line for each payee, UTF-8 with a byte-order mark. The purpose 用途
 * names the run and its line, by which bank statements are matched.
 */
export function paymentFileText(
  { number, currency }: Pick<ApprovedRun, 'number' | 'currency'>,
  lines: readonly PaymentFileLine[],
): string {
  const head = ['收款人名称', '收款账号', '开户行', '联行号', '金额', '币种', '用途']
  const rows = lines.map(({ lineNumber, accountName, accountNumber, bankName, bankCode, amount }) => [
    ...[accountName, accountNumber, bankName, bankCode ?? '', formatMoney(money(amount, currency)), currency],
    `货款 ${number}/${lineNumber}`,
  ])
  return `\uFEFF${writeCsv([head, ...rows])}`
}

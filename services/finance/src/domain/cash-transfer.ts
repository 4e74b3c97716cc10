import { type Authored, type BusinessDate, type Currency, convert, Decimal, money } from '@erp/values'
import type { CashStatus } from './cash-document.ts'
import { type ClosingAccount, type ClosingLine, closingLine, onSideOf } from './closing-step.ts'

/** What a person writes of a transfer 资金划转: money that stays the company's own. */
export type TransferContent = {
  readonly fromAccountId: string
  readonly toAccountId: string
  readonly movedOn: BusinessDate
  /** What leaves, in the currency of the account it leaves. */
  readonly amount: bigint
  /** What arrives, in the currency of the other; the same amount in one currency. */
  readonly received: bigint
  /** What the bank takes beside it 手续费, from the account it leaves. */
  readonly fee: bigint
  /** Currency of the books for one unit of what leaves, and of what arrives; null in the currency of the books. */
  readonly exchangeRate: string | null
  readonly receivedRate: string | null
  readonly reference: string | null
  readonly note: string | null
}

export type CashTransfer = TransferContent &
  Authored & {
    readonly id: string
    readonly companyId: string
    readonly number: string
    readonly status: CashStatus
    readonly version: number
    readonly reason: string | null
    readonly preparedBy: string
    readonly submittedBy: string | null
    /** The request it waits for, or was decided by; null where nobody was asked. */
    readonly approvalId: string | null
    /** Who signed that request: none of them posts it. */
    readonly approverIds: readonly string[]
    readonly approvedBy: string | null
    readonly postedBy: string | null
    readonly voucherId: string | null
    readonly reversalId: string | null
  }

export type TransferAccounts = {
  readonly base: Currency
  readonly from: ClosingAccount & { readonly currency: Currency }
  readonly to: ClosingAccount & { readonly currency: Currency }
  readonly fee: ClosingAccount
  readonly differences: ClosingAccount
}

/** What rules of approval tell transfers apart by: `FROM/ICBC`, `TO/BOX`, the codes of their accounts. */
export function categoriesOf(from: { readonly code: string }, to: { readonly code: string }): string[] {
  return [`FROM/${from.code}`, `TO/${to.code}`]
}

/** What leaves, arrives and is charged, in the currency of the books. */
export function inBooks(
  { amount, received, fee, exchangeRate, receivedRate }: TransferContent,
  { base, from, to }: { readonly base: Currency; readonly from: Currency; readonly to: Currency },
): { readonly left: bigint; readonly arrived: bigint; readonly charged: bigint } {
  const worth = (minor: bigint, of: Currency, rate: string | null) =>
    rate === null ? minor : convert(money(minor, of), new Decimal(rate), base).minor
  return {
    left: worth(amount, from, exchangeRate),
    arrived: worth(received, to, receivedRate),
    charged: worth(fee, from, exchangeRate),
  }
}

/**
 * The voucher of a transfer. Each side is worth its amount at its own rate, and what they differ by is realised (F3). That
 * difference stands on the account in a foreign currency, as an exchange effect without an amount of its own: so both
 * journals say what the banks say, and the transfer itself is no cash flow.
 */
export function transferLines(transfer: CashTransfer, accounts: TransferAccounts): ClosingLine[] {
  const { base, from, to } = accounts
  const { left, arrived, charged } = inBooks(transfer, { base, from: from.currency, to: to.currency })
  const { number, amount, received, fee, exchangeRate, receivedRate, note } = transfer
  const difference = arrived - left
  const moved = receivedRate === null ? arrived : left
  const more = note === null ? '' : ` ${note}`
  const summary = { zh: `资金划转 ${number}${more}`, en: `Transfer ${number}${more}` }
  const out = (minor: bigint) => foreignOf(minor, exchangeRate, from.currency)
  const into = foreignOf(received, receivedRate, to.currency)
  const lines = [
    onCash(from, { net: -moved, summary, item: 'CASH_TRANSFER', foreign: out(amount), base }),
    onCash(to, { net: moved, summary, item: 'CASH_TRANSFER', foreign: into, base }),
  ]
  if (charged !== 0n) {
    const why = { zh: '银行手续费', en: 'Bank charges' }
    lines.push(
      onCash(from, { net: -charged, summary: why, item: 'OTHER_OPERATING_PAYMENTS', foreign: out(fee), base }),
      closingLine(accounts.fee, { ...onSideOf(charged, base), summary: why }),
    )
  }
  if (difference === 0n) return lines
  const why = { zh: '汇兑差额', en: 'Exchange difference' }
  const bearer = receivedRate === null ? from : to
  const nothing = { amount: money(0n, bearer.currency), rate: '1' }
  return [
    ...lines,
    onCash(bearer, { net: difference, summary: why, item: 'EXCHANGE_EFFECT', foreign: nothing, base }),
    closingLine(accounts.differences, { ...onSideOf(-difference, base), summary: why }),
  ]
}

function onCash(
  account: ClosingAccount,
  line: Pick<ClosingLine, 'summary' | 'foreign'> & {
    readonly net: bigint
    readonly item: 'CASH_TRANSFER' | 'EXCHANGE_EFFECT' | 'OTHER_OPERATING_PAYMENTS'
    readonly base: Currency
  },
): ClosingLine {
  const { net, item, base, summary, foreign } = line
  return closingLine(account, { ...onSideOf(net, base), summary, foreign, cashFlowItem: item })
}

function foreignOf(minor: bigint, rate: string | null, currency: Currency) {
  return rate === null ? null : { amount: money(minor, currency), rate }
}

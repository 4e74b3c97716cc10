import {
  type BusinessDate,
  formatQuantity,
  isRefusal,
  negate,
  negateQuantity,
  parseQuantity,
  periodOf,
  type Refusal,
  refuse,
} from '@erp/values'
import {
  type BalancedVoucher,
  balanceVoucher,
  type VoucherContent,
  type VoucherKind,
  type VoucherLine,
} from './voucher.ts'

/** A posted voucher with all that its reversal needs. */
export type ReversibleVoucher = VoucherContent & {
  readonly id: string
  readonly number: string
  /** The number of the voucher that took it back already. */
  readonly reversedBy: string | null
}

export type VoucherNotReversible = Refusal<'VoucherNotReversible', { number: string; kind: VoucherKind }>
export type VoucherAlreadyReversed = Refusal<'VoucherAlreadyReversed', { number: string; reversalNumber: string }>
export type ReversalBeforeVoucher = Refusal<'ReversalBeforeVoucher', { number: string; postingDate: BusinessDate }>

/**
 * The voucher that takes another back in red 红字冲销: the same accounts on the same sides with negative amounts, so that
 * the turnover of both sides is as if nothing had been posted. A voucher is taken back once; of `kinds` only.
 */
export function reversalOf(
  voucher: ReversibleVoucher,
  reversal: { readonly on: BusinessDate; readonly by: string; readonly kinds: readonly VoucherKind[] },
): BalancedVoucher | VoucherNotReversible | VoucherAlreadyReversed | ReversalBeforeVoucher {
  const { id, number, kind, postingDate, reversedBy, ...content } = voucher
  if (!reversal.kinds.includes(kind)) return refuse('VoucherNotReversible', { number, kind })
  if (reversedBy !== null) return refuse('VoucherAlreadyReversed', { number, reversalNumber: reversedBy })
  if (reversal.on < postingDate) return refuse('ReversalBeforeVoucher', { number, postingDate })
  const red = balanceVoucher({
    ...content,
    kind: 'REVERSAL',
    period: periodOf(reversal.on),
    postingDate: reversal.on,
    ...{ sourceType: 'VOUCHER', sourceId: id, purpose: 'REVERSAL', revision: 1 },
    ...{ templateVersionId: null, reversesId: id, attachmentCount: 0 },
    ...{ preparedBy: reversal.by, reviewedBy: null, cashierId: null, postedBy: reversal.by },
    lines: content.lines.map((line) => inRed(line, number)),
  })
  if (isRefusal(red)) throw new Error(`The reversal of the posted voucher ${number} does not balance`)
  return red
}

function inRed({ amount, quantity, foreign, summary, ...line }: VoucherLine, number: string): VoucherLine {
  return {
    ...line,
    summary: { zh: `冲销 ${number} ${summary.zh}`, en: `Reversal of ${number}: ${summary.en}` },
    amount: negate(amount),
    quantity: quantity === null ? null : negative(quantity),
    foreign: foreign && { ...foreign, amount: negate(foreign.amount) },
  }
}

function negative(quantity: string): string {
  const parsed = parseQuantity(quantity)
  if (isRefusal(parsed)) throw new Error(`A posted quantity is no quantity: ${quantity}`)
  return formatQuantity(negateQuantity(parsed))
}

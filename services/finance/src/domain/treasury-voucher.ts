import { type BusinessDate, type Currency, isRefusal, periodOf } from '@erp/values'
import type { ClosingLine } from './closing-step.ts'
import { type BalancedVoucher, balanceVoucher, noPeople, type VoucherPeople } from './voucher.ts'

/** A receipt, payment, transfer, count or settlement, as its voucher tells of it. */
export type TreasuryDocument = Pick<VoucherPeople, 'preparedBy' | 'reviewedBy' | 'postedBy'> & {
  readonly companyId: string
  readonly type: 'CASH_DOCUMENT' | 'CASH_TRANSFER' | 'CASH_COUNT' | 'CASH_COUNT_DECISION' | 'SETTLEMENT'
  readonly id: string
  readonly number: string
  readonly on: BusinessDate
  /** That of the books. */
  readonly currency: Currency
}

/** The voucher of a document of the treasury. Throws when its lines do not balance: whoever made them is at fault. */
export function treasuryVoucher(
  { companyId, type, id, number, on, currency, ...people }: TreasuryDocument,
  lines: readonly ClosingLine[],
): BalancedVoucher & { readonly sourceEventId: null } {
  const voucher = balanceVoucher({
    ...{ ...noPeople, ...people },
    ...{ companyId, kind: 'TREASURY', word: '记', period: periodOf(on), postingDate: on, businessDate: on, currency },
    ...{ documentType: type, documentId: id, documentNumber: number, sourceType: type, sourceId: id },
    ...{
      purpose: 'TREASURY',
      revision: 1,
      templateVersionId: null,
      reversesId: null,
      draftId: null,
      attachmentCount: 0,
    },
    lines: lines.map((line, index) => ({ ...line, lineNumber: index + 1 })),
  })
  if (isRefusal(voucher)) throw new Error(`${number} does not balance: ${voucher.debit}, ${voucher.credit}`)
  return { ...voucher, sourceEventId: null }
}

/** What a line does to items, as part of a settlement. */
export function ofSettlement(line: ClosingLine, settlementId: string | null): ClosingLine {
  return line.moves && settlementId !== null
    ? { ...line, moves: line.moves.map((move) => ({ ...move, settlementId })) }
    : line
}

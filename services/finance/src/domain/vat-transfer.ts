import { type Currency, money } from '@erp/values'
import { type ClosingAccount, type ClosingLine, closingLine } from './closing-step.ts'

/** 应交增值税 at the end of a month, in minor units. */
export type VatFigures = {
  /** Output less input plus what was transferred out, credits less debits, with what was moved for the month already. */
  readonly balance: bigint
  /** What earlier runs moved for this month. */
  readonly transferred: bigint
}

const summary = { zh: '转出未交增值税', en: 'VAT payable of the month transferred' } as const

/**
 * How much is still to be moved to 未交增值税 (V1); negative when a late input invoice made less payable than was moved.
 * What is not payable, because input exceeds output, stays where it is and is carried into the next month.
 */
export function vatToTransfer({ balance, transferred }: VatFigures): bigint {
  const payable = balance + transferred
  return (payable > 0n ? payable : 0n) - transferred
}

/** Dr 转出未交增值税 · Cr 未交增值税; in red 红字 when too much was moved before. */
export function vatTransfer(
  figures: VatFigures,
  accounts: { readonly transferredOut: ClosingAccount; readonly unpaid: ClosingAccount; readonly currency: Currency },
): ClosingLine[] {
  const minor = vatToTransfer(figures)
  if (minor === 0n) return []
  const amount = money(minor, accounts.currency)
  return [
    closingLine(accounts.transferredOut, { side: 'DEBIT', amount, summary }),
    closingLine(accounts.unpaid, { side: 'CREDIT', amount, summary }),
  ]
}

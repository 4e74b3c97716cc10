import { type Currency, lastDayOf, type Money, type Period } from '@erp/values'
import type { LocalizedText, Side } from './account.ts'
import type { ItemMove } from './open-item.ts'
import { type BalancedVoucher, balanceVoucher, type ForeignAmount, noPeople, type VoucherLine } from './voucher.ts'

/** The steps of a month-end that post 结账步骤, in the order they are run in. */
export const closingSteps = [
  'FX_REVALUATION',
  'BAD_DEBT_PROVISION',
  'VAT_TRANSFER',
  'PROFIT_CARRY_FORWARD',
  'YEAR_CLOSE',
] as const
export type ClosingStep = (typeof closingSteps)[number]

/** One run of a step: what it posted, or null when nothing was left to post. */
export type ClosingRun = {
  readonly id: string
  readonly companyId: string
  readonly periodId: string
  readonly period: Period
  readonly step: ClosingStep
  /** 1, 2, 3 … among the runs of the step in its period. */
  readonly runNumber: number
  readonly voucherId: string | null
  readonly runBy: string
  readonly runAt: Date
}

/** The combination of auxiliary values a balance stands under. */
export type Dimensions = Pick<
  VoucherLine,
  'customerId' | 'supplierId' | 'employeeId' | 'departmentId' | 'projectId' | 'itemId' | 'warehouseId'
>

export const noDimensions: Dimensions = {
  customerId: null,
  supplierId: null,
  employeeId: null,
  departmentId: null,
  projectId: null,
  itemId: null,
  warehouseId: null,
}

/** Where a closing line stands: an account that a rule names by its key, or one that carries the balance itself. */
export type ClosingAccount = Pick<
  VoucherLine,
  'accountId' | 'accountCode' | 'accountKey' | 'accountRuleId' | 'accountRuleVersion'
>

/** A line before it has its number. */
export type ClosingLine = Omit<VoucherLine, 'lineNumber'>

type LineFacts = {
  readonly side: Side
  readonly amount: Money
  readonly summary: LocalizedText
  readonly dimensions?: Dimensions
  readonly foreign?: ForeignAmount | null
  readonly cashFlowItem?: string | null
  readonly moves?: readonly ItemMove[]
}

/** A line on an account; what is left out is empty. */
export function closingLine(
  account: ClosingAccount,
  { side, amount, summary, dimensions = noDimensions, foreign = null, cashFlowItem = null, moves }: LineFacts,
): ClosingLine {
  const { accountId, accountCode, accountKey, accountRuleId, accountRuleVersion } = account
  return {
    ...{ accountId, accountCode, accountKey, accountRuleId, accountRuleVersion, side, amount, summary },
    ...{ sourceLineId: null, stockEntryId: null, valuationAreaId: null, quantity: null },
    ...dimensions,
    foreign,
    cashFlowItem,
    ...(moves ? { moves } : {}),
  }
}

/** A net amount as black figures on the side it belongs to: debits less credits, in minor units. */
export function onSideOf(net: bigint, currency: Currency): { readonly side: Side; readonly amount: Money } {
  return net < 0n
    ? { side: 'CREDIT', amount: { minor: -net, currency } }
    : { side: 'DEBIT', amount: { minor: net, currency } }
}

/** The voucher of a run, dated the last day of its period. Throws when its lines do not balance: the step is at fault. */
export function closingVoucher(
  run: Pick<ClosingRun, 'id' | 'companyId' | 'periodId' | 'period' | 'step' | 'runNumber' | 'runBy'>,
  lines: readonly ClosingLine[],
  currency: Currency,
): BalancedVoucher {
  const { companyId, periodId, period, step, runNumber, runBy } = run
  const date = lastDayOf(period)
  const voucher = balanceVoucher({
    ...noPeople,
    ...{ companyId, kind: 'CLOSING', word: '记', period, postingDate: date, businessDate: date, currency },
    ...{ documentType: 'PERIOD_CLOSING', documentId: periodId, documentNumber: `${period}/${step}/${runNumber}` },
    ...{ sourceType: 'CLOSING_STEP', sourceId: run.id, purpose: 'CLOSING', revision: 1 },
    ...{ templateVersionId: null, reversesId: null, draftId: null, attachmentCount: 0 },
    preparedBy: runBy,
    postedBy: runBy,
    lines: lines.map((line, index) => ({ ...line, lineNumber: index + 1 })),
  })
  if ('refusal' in voucher)
    throw new Error(`${step} of ${period} does not balance: ${voucher.debit}, ${voucher.credit}`)
  return voucher
}

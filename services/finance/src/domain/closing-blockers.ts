import { type BusinessDate, type Currency, formatMoney, money, type Period, type Refusal } from '@erp/values'
import { type BadDebtFigures, provisionDue } from './bad-debt-provision.ts'
import type { ProfitAndLossItem } from './carry-forward.ts'
import type { ClosingAccount, ClosingStep } from './closing-step.ts'
import { type ClosingRates, type ForeignItem, missingRates, revalue } from './revaluation.ts'
import type { SubledgerTie } from './subledger-tie.ts'
import { type VatFigures, vatToTransfer } from './vat-transfer.ts'

/** Everything a month-end consists of 结账清单, in order. */
export const checklistSteps = [
  'SEAL_MODULES',
  'POST_DOCUMENTS',
  'OPENING_BALANCES',
  'RECEIPT_ESTIMATES',
  'FX_REVALUATION',
  'BAD_DEBT_PROVISION',
  'VAT_TRANSFER',
  'TIE_OUT_SUBLEDGERS',
  'RECONCILE_BANKS',
  'COUNT_CASH',
  'TIE_OUT_LEDGER',
  'PROFIT_CARRY_FORWARD',
  'YEAR_CLOSE',
  'TIE_OUT_STATEMENTS',
  'CLOSE',
  'OPEN_NEXT',
] as const
export type ChecklistStep = (typeof checklistSteps)[number]

export type BlockerReason =
  | 'ACCOUNT_KEY_WITHOUT_ACCOUNT'
  | 'BANK_APART'
  | 'BANK_STATEMENT_MISSING'
  | 'CASH_FLOW_UNEXPLAINED'
  | 'CLEARING_APART'
  | 'ESTIMATES_TAKEN_BACK'
  | 'EXCHANGE_RATE_MISSING'
  | 'LEDGER_APART'
  | 'OPEN_ITEMS_APART'
  | 'OPENING_CLEARING_NOT_ZERO'
  | 'OPENING_NOT_POSTED'
  | 'POSTINGS_HELD'
  | 'PROFIT_NOT_CARRIED_FORWARD'
  | 'PROVISION_DUE'
  | 'REVALUATION_DUE'
  | 'STOCK_APART'
  | 'TRIAL_BALANCE_UNEVEN'
  | 'VAT_NOT_TRANSFERRED'
  | 'VOUCHERS_NOT_POSTED'
  | 'YEAR_NOT_CLOSED'

/** What stands between a period and its close, at one step. */
export type ClosingBlocker = {
  readonly step: ChecklistStep
  readonly reason: BlockerReason
  readonly facts: Readonly<Record<string, string>>
}

export type ClosingBlocked = Refusal<'ClosingBlocked', { period: Period; blockers: readonly ClosingBlocker[] }>

/** All that the blockers of one period follow from. */
export type ClosingFigures = {
  readonly period: Period
  readonly currency: Currency
  readonly heldPostings: number
  readonly openDrafts: number
  readonly openingClearing: bigint
  readonly openingDraft: boolean
  readonly estimatesTakenBack: bigint
  readonly profitOfYear: bigint
  readonly uneven: bigint
  readonly accountsApart: number
  readonly cashUnexplained: bigint
  readonly hasNext: boolean
  readonly items: readonly ProfitAndLossItem[]
  readonly foreignItems: readonly ForeignItem[]
  readonly rates: ClosingRates
  readonly badDebts: BadDebtFigures | null
  readonly vat: VatFigures
  readonly tie: SubledgerTie
  readonly banksApart: readonly BankApart[]
  readonly missingKeys: readonly string[]
}

/** Why a period cannot be closed now, in the order of the steps; empty when it can. */
export function blockersOf(figures: ClosingFigures): ClosingBlocker[] {
  const { currency } = figures
  const amount = (minor: bigint) => formatMoney(money(minor, currency))
  const when = (
    present: boolean,
    step: ChecklistStep,
    reason: BlockerReason,
    facts: Readonly<Record<string, string>> = {},
  ): ClosingBlocker[] => (present ? [{ step, reason, facts }] : [])
  const withoutRate = missingRates(figures.foreignItems, figures.rates)
  const provision = provisionDue(figures.badDebts, currency)
  const vat = vatToTransfer(figures.vat)
  return [
    ...when(figures.heldPostings > 0, 'POST_DOCUMENTS', 'POSTINGS_HELD', { count: String(figures.heldPostings) }),
    ...when(figures.openDrafts > 0, 'POST_DOCUMENTS', 'VOUCHERS_NOT_POSTED', { count: String(figures.openDrafts) }),
    ...when(figures.openingDraft, 'OPENING_BALANCES', 'OPENING_NOT_POSTED'),
    ...when(figures.openingClearing !== 0n, 'OPENING_BALANCES', 'OPENING_CLEARING_NOT_ZERO', {
      amount: amount(figures.openingClearing),
    }),
    ...when(figures.estimatesTakenBack !== 0n, 'RECEIPT_ESTIMATES', 'ESTIMATES_TAKEN_BACK', {
      amount: amount(figures.estimatesTakenBack),
    }),
    ...withoutRate.map((one) => ({
      ...({ step: 'FX_REVALUATION', reason: 'EXCHANGE_RATE_MISSING', facts: { currency: one } } as const),
    })),
    ...when(withoutRate.length === 0 && needsRevaluation(figures), 'FX_REVALUATION', 'REVALUATION_DUE'),
    ...when(provision !== 0n, 'BAD_DEBT_PROVISION', 'PROVISION_DUE', { amount: amount(provision) }),
    ...when(vat !== 0n, 'VAT_TRANSFER', 'VAT_NOT_TRANSFERRED', { amount: amount(vat) }),
    ...subledgersApart(figures.tie, amount),
    ...figures.banksApart.map(bankApart),
    ...when(figures.accountsApart > 0, 'TIE_OUT_LEDGER', 'LEDGER_APART', { count: String(figures.accountsApart) }),
    ...figures.missingKeys.map((accountKey) => ({
      ...({ step: 'TIE_OUT_LEDGER', reason: 'ACCOUNT_KEY_WITHOUT_ACCOUNT', facts: { accountKey } } as const),
    })),
    ...when(figures.items.length > 0, 'PROFIT_CARRY_FORWARD', 'PROFIT_NOT_CARRIED_FORWARD', {
      count: String(figures.items.length),
    }),
    ...when(isYearEnd(figures.period) && figures.profitOfYear !== 0n, 'YEAR_CLOSE', 'YEAR_NOT_CLOSED', {
      amount: amount(-figures.profitOfYear),
    }),
    ...when(figures.uneven !== 0n, 'TIE_OUT_STATEMENTS', 'TRIAL_BALANCE_UNEVEN', { amount: amount(figures.uneven) }),
    ...when(figures.cashUnexplained !== 0n, 'TIE_OUT_STATEMENTS', 'CASH_FLOW_UNEXPLAINED', {
      amount: amount(figures.cashUnexplained),
    }),
  ]
}

/** An account whose statements do not reach the end of the period, or do not agree with its matches. */
export type BankApart = {
  readonly cashAccountCode: string
  readonly currency: Currency
  readonly statementsEndOn: BusinessDate
  readonly missing: boolean
  readonly difference: bigint
}

function bankApart({ cashAccountCode, currency, statementsEndOn, missing, difference }: BankApart): ClosingBlocker {
  const step = 'RECONCILE_BANKS'
  return missing
    ? { step, reason: 'BANK_STATEMENT_MISSING', facts: { cashAccountCode, statementsEndOn } }
    : { step, reason: 'BANK_APART', facts: { cashAccountCode, difference: formatMoney(money(difference, currency)) } }
}

/** Where the ledger moved otherwise than the documents behind it. */
function subledgersApart(tie: SubledgerTie, amount: (minor: bigint) => string): ClosingBlocker[] {
  const { stockInLedger, stockInDocuments, clearingLinesApart, clearingInLedger, clearingInDocuments } = tie
  const step = 'TIE_OUT_SUBLEDGERS'
  const blockers: ClosingBlocker[] = []
  if (stockInLedger !== stockInDocuments) {
    const difference = amount(stockInLedger - stockInDocuments)
    const facts = { ledger: amount(stockInLedger), documents: amount(stockInDocuments), difference }
    blockers.push({ step, reason: 'STOCK_APART', facts })
  }
  if (clearingLinesApart > 0) {
    const figures = { ledger: amount(clearingInLedger), documents: amount(clearingInDocuments) }
    blockers.push({ step, reason: 'CLEARING_APART', facts: { count: String(clearingLinesApart), ...figures } })
  }
  for (const { kind, parties, ledger, items } of tie.openItemsApart) {
    const facts = { kind, count: String(parties), ledger: amount(ledger), items: amount(items) }
    blockers.push({ step, reason: 'OPEN_ITEMS_APART', facts })
  }
  return blockers
}

/** What has to be done before a step can be run; what concerns later steps is no hindrance. */
export function blockersBefore(step: ClosingStep, blockers: readonly ClosingBlocker[]): ClosingBlocker[] {
  const before: readonly ChecklistStep[] = prerequisites[step]
  return blockers.filter(
    (blocker) => before.includes(blocker.step) || (blocker.step === step && blocker.reason === 'EXCHANGE_RATE_MISSING'),
  )
}

/** What changes profit comes before profit is carried, and what receivables are worth before part of it is given up. */
const prerequisites: Readonly<Record<ClosingStep, readonly ChecklistStep[]>> = {
  FX_REVALUATION: [],
  BAD_DEBT_PROVISION: ['FX_REVALUATION'],
  VAT_TRANSFER: [],
  PROFIT_CARRY_FORWARD: ['FX_REVALUATION', 'BAD_DEBT_PROVISION'],
  YEAR_CLOSE: ['FX_REVALUATION', 'BAD_DEBT_PROVISION', 'PROFIT_CARRY_FORWARD'],
}

/** 年结 belongs to December: the accounting year of the People's Republic is the calendar year. */
export function isYearEnd(period: Period): boolean {
  return period.endsWith('-12')
}

const anyAccount: ClosingAccount = {
  ...{ accountId: '', accountCode: '', accountKey: null, accountRuleId: null, accountRuleVersion: null },
}

function needsRevaluation({ foreignItems, rates, currency }: ClosingFigures): boolean {
  return revalue(foreignItems, rates, { differences: anyAccount, currency }).length > 0
}

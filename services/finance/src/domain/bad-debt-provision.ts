import { type Currency, convert, Decimal, isRefusal, money, parseDecimal, type Refusal, refuse } from '@erp/values'
import { type ClosingAccount, type ClosingLine, closingLine, onSideOf } from './closing-step.ts'

/** The part of receivables so many days past due that is expected not to come in 坏账计提比例, as exact text from 0 to 1. */
export type BadDebtRate = { readonly fromDays: number; readonly rate: string }

/** The rates of a company; an empty list provides for nothing. */
export type BadDebtSchedule = {
  /** The company's. */
  readonly id: string
  readonly rates: readonly BadDebtRate[]
  /** 0 while a company has none. */
  readonly version: number
}

export type BadDebtRatesInvalid = Refusal<
  'BadDebtRatesInvalid',
  { problem: 'MORE_THAN_12' | 'DAYS_DO_NOT_RISE' | 'RATE_NOT_0_TO_1' }
>

/**
 * What receivables between two days past due come to at the end of a period, in minor units of the books; never negative, for
 * the credits of a customer come off no more than what that customer owes.
 */
export type ReceivablesOfAge = BadDebtRate & { readonly amount: bigint }

/** What a period provides by; null where a company provides for nothing. */
export type BadDebtFigures = {
  readonly receivables: readonly ReceivablesOfAge[]
  /** What stands in 坏账准备, credits less debits. */
  readonly allowance: bigint
}

const mostRates = 12
const mostDays = 36_500

/** Rates as a company may have them: at most twelve of six decimals, each from more days on than the one before. */
export function checkRates(rates: readonly BadDebtRate[]): BadDebtRate[] | BadDebtRatesInvalid {
  const invalid = (problem: BadDebtRatesInvalid['problem']) => refuse('BadDebtRatesInvalid', { problem })
  if (rates.length > mostRates) return invalid('MORE_THAN_12')
  const checked: BadDebtRate[] = []
  for (const { fromDays, rate } of rates) {
    if (fromDays <= (checked.at(-1)?.fromDays ?? -1) || fromDays > mostDays) return invalid('DAYS_DO_NOT_RISE')
    if (isRefusal(parseDecimal(rate, { scale: 6, min: '0', max: '1' }))) return invalid('RATE_NOT_0_TO_1')
    checked.push({ fromDays, rate })
  }
  return checked
}

/** What is expected not to come in of receivables of one age, half up. */
export function expectedLoss({ amount, rate }: ReceivablesOfAge, currency: Currency): bigint {
  const part = new Decimal(rate)
  return amount > 0n && part.gt(0) ? convert(money(amount, currency), part, currency).minor : 0n
}

/** What is missing in 坏账准备 (F5); negative when it is more than is expected to be lost. */
export function provisionDue(figures: BadDebtFigures | null, currency: Currency): bigint {
  if (figures === null) return 0n
  return figures.receivables.reduce((sum, one) => sum + expectedLoss(one, currency), 0n) - figures.allowance
}

/** Dr 信用减值损失 · Cr 坏账准备 by what is missing; the other way round when too much was provided 冲减. */
export function provideForBadDebts(
  figures: BadDebtFigures | null,
  accounts: { readonly losses: ClosingAccount; readonly allowance: ClosingAccount; readonly currency: Currency },
): ClosingLine[] {
  const due = provisionDue(figures, accounts.currency)
  if (due === 0n) return []
  return [
    closingLine(accounts.losses, { ...onSideOf(due, accounts.currency), summary }),
    closingLine(accounts.allowance, { ...onSideOf(-due, accounts.currency), summary }),
  ]
}

const summary = { zh: '计提坏账准备', en: 'Provision for bad debts' } as const

import type { Sql } from '@erp/service-kit'
import type { Currency, Period } from '@erp/values'
import type { ClosingFigures } from '../domain/closing-blockers.ts'
import type { ClosingAccount } from '../domain/closing-step.ts'
import { nothingMoved } from '../domain/subledger-tie.ts'
import { badDebtFigures } from '../store/bad-debt-rates.ts'
import { banksApart } from '../store/bank-reconciliation.ts'
import { checksOfPeriods } from '../store/closing-checks.ts'
import {
  type ClosingKey,
  closingAccounts,
  closingKeys,
  closingRates,
  foreignItems,
  profitAndLossItems,
  provisionKeys,
  vatFigures,
} from '../store/closing-figures.ts'
import { tiesOfPeriods } from '../store/subledger-ties.ts'

export type PeriodFigures = {
  readonly accounts: ReadonlyMap<ClosingKey, ClosingAccount>
  /** By period, one for each that was asked for. */
  readonly figures: ReadonlyMap<Period, ClosingFigures>
}

/** What closing these periods depends on; the same few statements for one period or for a year. */
export async function figuresOfPeriods(
  tx: Sql,
  { companyId, currency }: { readonly companyId: string; readonly currency: Currency },
  periods: readonly Period[],
): Promise<PeriodFigures> {
  const accounts = await closingAccounts(tx, companyId)
  const transferredOut = accounts.get('V-OUT')
  const checks = await checksOfPeriods(
    tx,
    companyId,
    {
      profitOfYear: accounts.get('CYP')?.accountId ?? null,
      openingClearing: accounts.get('OPENING')?.accountId ?? null,
    },
    periods,
  )
  const items = await profitAndLossItems(tx, companyId, periods)
  const foreign = await foreignItems(tx, companyId, periods)
  const rates = await closingRates(tx, companyId, periods)
  const vat = transferredOut && (await vatFigures(tx, companyId, transferredOut, periods))
  const badDebts = await badDebtFigures(tx, companyId, accounts.get('BAD-ALW'), periods)
  const ties = await tiesOfPeriods(tx, { companyId, currency }, periods)
  const banks = Map.groupBy(await banksApart(tx, companyId, periods), ({ period }) => period)
  const needed = badDebts.size > 0 ? [...closingKeys, ...provisionKeys] : closingKeys
  const missingKeys = needed.filter((key) => !accounts.has(key))
  const figures = checks.map(
    (check): ClosingFigures => ({
      ...check,
      currency,
      items: items.get(check.period) ?? [],
      foreignItems: foreign.get(check.period) ?? [],
      rates: rates.get(check.period) ?? new Map(),
      badDebts: badDebts.get(check.period) ?? null,
      vat: vat?.get(check.period) ?? { balance: 0n, transferred: 0n },
      tie: ties.get(check.period) ?? nothingMoved,
      banksApart: banks.get(check.period) ?? [],
      missingKeys,
    }),
  )
  return { accounts, figures: new Map(figures.map((one) => [one.period, one])) }
}

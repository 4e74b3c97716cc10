import type { Sql } from '@erp/service-kit'
import type { Currency, Period } from '@erp/values'
import { type BadDebtFigures, provisionDue } from '../domain/bad-debt-provision.ts'
import { badDebtFigures } from '../store/bad-debt-rates.ts'
import { currencyOfBooks } from '../store/books.ts'
import { accountsOfKeys, provisionKeys } from '../store/closing-figures.ts'

/** How the provision of a period comes about 坏账准备计算表. */
export type BadDebtProvision = BadDebtFigures & {
  readonly period: Period
  readonly currency: Currency
  readonly due: bigint
}

/** What a period provides by and what is missing; undefined without books. Ask in one snapshot. */
export async function badDebtProvision(
  tx: Sql,
  companyId: string,
  period: Period,
): Promise<BadDebtProvision | undefined> {
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return undefined
  const accounts = await accountsOfKeys(tx, companyId, provisionKeys)
  const figures = (await badDebtFigures(tx, companyId, accounts.get('BAD-ALW'), [period])).get(period) ?? nothing
  return { ...figures, period, currency, due: provisionDue(figures, currency) }
}

const nothing: BadDebtFigures = { receivables: [], allowance: 0n }

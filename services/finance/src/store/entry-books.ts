import type { Sql } from '@erp/service-kit'
import { type Currency, isId, type Period } from '@erp/values'
import { type OwnDimension, ownDimensions } from '../domain/auxiliary-dimension.ts'
import type { EntryLine } from '../domain/entry-line.ts'
import type { EntryBooks } from '../domain/voucher-entry.ts'
import { findAccountsByCode } from './accounts.ts'
import { currencyOfBooks } from './books.ts'
import { findPeriodsFor, lockPeriodsForPosting } from './fiscal-periods.ts'
import { periodsSealedBy } from './period-seals.ts'
import { seriesOfCompany } from './voucher-series.ts'

interface EntryKeys {
  readonly periods: readonly Period[]
  readonly lines: readonly Pick<EntryLine, 'accountCode' | `${OwnDimension}Id`>[]
}

/**
 * What decides whether entries can be taken, whatever their number: only the accounts and values they name. With `hold`
 * their periods stay as they are until the transaction ends. Undefined while the company has no books.
 */
export async function loadEntryBooks(
  tx: Sql,
  companyId: string,
  { periods, lines }: EntryKeys,
  hold: boolean,
): Promise<EntryBooks | undefined> {
  const currency: Currency | undefined = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return undefined
  const keys = [...new Set(periods)].map((period) => ({ companyId, period }))
  const fiscalPeriods = await (hold ? lockPeriodsForPosting : findPeriodsFor)(tx, keys)
  const accounts = await findAccountsByCode(tx, companyId, [...new Set(lines.map(({ accountCode }) => accountCode))])
  return {
    currency,
    periods: new Map(fiscalPeriods.map((one) => [one.period, one])),
    sealed: await periodsSealedBy(tx, companyId, 'FINANCE', periods),
    series: new Map((await seriesOfCompany(tx, companyId)).map((one) => [one.word, one])),
    accounts: new Map(accounts.map((account) => [account.code, account])),
    dimensionValues: await valuesInUse(tx, companyId, lines),
  }
}

async function valuesInUse(
  tx: Sql,
  companyId: string,
  lines: EntryKeys['lines'],
): Promise<Readonly<Record<OwnDimension, ReadonlySet<string>>>> {
  const ids = new Set(lines.flatMap((line) => ownDimensions.map((one) => line[`${one}Id`])).filter(isId))
  const rows =
    ids.size === 0
      ? []
      : await tx.$queryRaw<{ id: string; dimension: OwnDimension }[]>`
          select id, dimension from dimension_value
          where company_id = ${companyId}::uuid and active and id = any (${[...ids]}::uuid[])`
  const of = (dimension: OwnDimension) => new Set(rows.filter((row) => row.dimension === dimension).map(({ id }) => id))
  return { department: of('department'), project: of('project'), employee: of('employee') }
}

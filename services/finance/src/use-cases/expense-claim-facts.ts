import type { Sql, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId } from '@erp/values'
import type { ClaimFacts, ExpenseClaim } from '../domain/expense-claim.ts'
import { rateKey, type WrittenLine } from '../domain/expense-line.ts'
import { countDays, type ExpenseTrip } from '../domain/expense-trip.ts'
import type { ExpenseType } from '../domain/expense-type.ts'
import { spotRatesOn } from '../store/exchange-rates.ts'
import { spentElsewhere } from '../store/expense-claim-lines.ts'
import { policiesInForce } from '../store/expense-policies.ts'
import { findExpenseTypes } from '../store/expense-types.ts'
import { ratesOfTypes } from '../store/per-diem.ts'

/** What the lines of a claim are checked against today, read in five statements; and the lines with the days their trips count. */
export async function claimFacts<Line extends WrittenLine>(
  { tx, caller: { companyId }, now }: UnitOfWork,
  claim: Pick<ExpenseClaim, 'id' | 'employeeId' | 'currency'> & {
    readonly lines: readonly Line[]
    readonly trips: readonly ExpenseTrip[]
    readonly grade: string | null
  },
): Promise<ClaimFacts & { readonly lines: readonly Line[] }> {
  const { currency, trips, grade } = claim
  const types = await typesOfLines(tx, claim.lines)
  const perDiemRates = await ratesOfTypes(tx, companyId, [...types.keys()])
  const byTheDay = new Set(perDiemRates.map(({ expenseTypeId }) => expenseTypeId))
  const lines = claim.lines.map((line) => (byTheDay.has(line.expenseTypeId ?? '') ? countDays(line, trips) : line))
  const days = new Map(
    lines.flatMap((line) =>
      line.spentOn === null || line.currency === currency
        ? []
        : [[rateKey(line.currency, line.spentOn), { currency: line.currency, on: line.spentOn }] as const],
    ),
  )
  const rates = await spotRatesOn(tx, companyId, [...days.values()])
  const policies = await policiesInForce(tx, companyId)
  const daily = policies.some(({ measure }) => measure === 'DAY_AMOUNT')
  const spentOn = new Set(lines.flatMap((line) => (line.spentOn === null ? [] : [line.spentOn])))
  return {
    ...{ currency, grade, types, perDiemRates, trips, lines },
    rates: new Map(rates.map((one) => [rateKey(one.currency, one.on), one.rate])),
    policies,
    elsewhere: daily ? await spentElsewhere(tx, { ...claim, companyId }, [...spentOn]) : [],
    today: dayOf(now),
  }
}

/** The types that lines name, by id. */
export async function typesOfLines(
  tx: Sql,
  lines: readonly Pick<WrittenLine, 'expenseTypeId'>[],
): Promise<ReadonlyMap<string, ExpenseType>> {
  const ids = [...new Set(lines.flatMap(({ expenseTypeId }) => (expenseTypeId === null ? [] : [expenseTypeId])))]
  return new Map((await findExpenseTypes(tx, ids.filter(isId))).map((type) => [type.id, type]))
}

export function dayOf(instant: Date): BusinessDate {
  return instant.toISOString().slice(0, 10) as BusinessDate
}

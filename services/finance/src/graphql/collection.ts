import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { type Currency, Decimal, forecastProblem, money, plain } from '@erp/values'
import { partyOf } from '../domain/open-item.ts'
import type {
  CashForecastResolvers,
  DunningRowResolvers,
  ForecastDocumentResolvers,
  ForecastPartResolvers,
  ForecastWeekResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { currencyOfBooks } from '../store/books.ts'
import { dunningRows, type DunningRow as Late } from '../store/collection.ts'
import { type CashForecast as Forecast, forecastCash } from '../use-cases/forecast-cash.ts'

export type ShownDunningRow = Late & { readonly currency: Currency; readonly levelDays: readonly number[] }
type Week = Forecast['weeks'][number]
export type ShownForecastWeek = Week & { readonly currency: Currency }
export type ShownForecastPart = Week['parts'][number] & { readonly currency: Currency }
export type ShownForecastDocument = ShownForecastPart['documents'][number] & { readonly currency: Currency }

const mostLevels = 9
const snapshot = { snapshot: true } as const

export const Query: QueryResolvers = {
  dunningList: async (_, { asOf, levelDays, ...asked }, { transactor, caller }) => {
    const rising = levelDays.every((days, index) => days > (levelDays[index - 1] ?? 0))
    const [fewestDays] = levelDays
    if (!rising || fewestDays === undefined || levelDays.length > mostLevels)
      throw badInput('levelDays are one to nine rising numbers of days.')
    const page = pageOf(asked, ['date', 'id'])
    const [dueOn, partyId] = page.after ?? []
    const after = dueOn === undefined || partyId === undefined ? undefined : { dueOn, partyId }
    const rows = await transactor.read([caller.companyId], async (tx) => {
      const currency = await currencyOfBooks(tx, caller.companyId)
      if (currency === undefined) return []
      const late = await dunningRows(tx, caller.companyId, { asOf, fewestDays }, { limit: page.limit, after })
      return late.map((row) => ({ ...row, currency, levelDays }))
    })
    return connection(rows, { ...page, orderKey: (row) => [row.oldestDueOn, row.partyId] })
  },

  cashForecast: (_, { asOf, weeks }, { transactor, caller }) => {
    const problem = forecastProblem({ asOf, weeks })
    if (problem) throw badInput(problem)
    const { companyId } = caller
    return transactor.read(
      [companyId],
      async (tx) => {
        const currency = await currencyOfBooks(tx, companyId)
        if (currency === undefined) throw badInput('The books of the company are not open.')
        return forecastCash(tx, { companyId, currency }, { asOf, weeks })
      },
      snapshot,
    )
  },
}

export const DunningRow: DunningRowResolvers = {
  party: ({ partyId }) => ({ dimension: 'CUSTOMER', valueId: partyId }),
  overdue: ({ overdue, currency }) => money(overdue, currency),
  total: ({ total, currency }) => money(total, currency),
  level: ({ daysLate, levelDays }) => levelDays.filter((days) => days <= daysLate).length,
}

export const CashForecast: CashForecastResolvers = {
  opening: ({ opening, currency }) => money(opening, currency),
  weeks: ({ weeks, currency }) => weeks.map((week) => ({ ...week, currency })),
  collectionError: ({ error }) => partOf(error.in),
  paymentError: ({ error }) => partOf(error.out),
}

export const ForecastWeek: ForecastWeekResolvers = {
  collections: (week) => money(week.in, week.currency),
  payments: (week) => money(week.out, week.currency),
  balance: ({ balance, currency }) => money(balance, currency),
  parts: ({ parts, currency }) => parts.map((part) => ({ ...part, currency })),
}

export const ForecastPart: ForecastPartResolvers = {
  amount: ({ amount, currency }) => money(amount, currency),
  documents: ({ documents, currency }) => documents.map((one) => ({ ...one, currency })),
}

export const ForecastDocument: ForecastDocumentResolvers = {
  party: ({ kind, partyId }) => ({ dimension: kind === 'PAYMENT_RUN' ? 'SUPPLIER' : partyOf[kind], valueId: partyId }),
  amount: ({ amount, currency }) => money(amount, currency),
}

/** Hundredths of a percent as a part of one. */
function partOf(basisPoints: number | null): string | null {
  return basisPoints === null ? null : plain(new Decimal(basisPoints).div(10_000))
}

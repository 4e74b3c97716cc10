import { type Currency, currency, formatMoney, isRefusal, type Money, parseMoney } from '@erp/values'
import { amountFields, type FactLine, type ForeignGross, invoiceAmounts, type PostingFacts } from './posting-facts.ts'

type RecordedLine = Omit<FactLine, 'amounts' | 'foreign'> & {
  readonly amounts: Readonly<Record<string, string>>
  readonly foreign?: { readonly amount: string; readonly currency: string; readonly rate: string }
}

/** The facts of a posting as they are kept: amounts as exact text. */
export type RecordedFacts = Omit<PostingFacts, 'lines'> & { readonly lines: readonly RecordedLine[] }

export function recordFacts(facts: PostingFacts): RecordedFacts {
  return {
    ...facts,
    lines: facts.lines.map(({ foreign, ...line }) => ({
      ...line,
      ...(foreign ? { foreign: recordForeign(foreign) } : {}),
      amounts: Object.fromEntries(
        amountFields.flatMap((field) => {
          const amount = line.amounts[field]
          return amount ? [[field, formatMoney(amount)]] : []
        }),
      ),
    })),
  }
}

/** Throws when what was kept cannot be read: it was written by `recordFacts` only. */
export function readFacts(recorded: RecordedFacts): PostingFacts {
  return {
    ...recorded,
    lines: recorded.lines.map(({ foreign, ...line }) => ({
      ...line,
      ...(foreign ? { foreign: { ...foreign, amount: readAmount(foreign.amount, currency(foreign.currency)) } } : {}),
      amounts: {
        stockValue: readAmount(line.amounts.stockValue, recorded.currency),
        transitValue: readAmount(line.amounts.transitValue ?? '0', recorded.currency),
        clearingValue: readAmount(line.amounts.clearingValue, recorded.currency),
        differenceValue: readAmount(line.amounts.differenceValue, recorded.currency),
        ...Object.fromEntries(
          invoiceAmounts.flatMap((field) => {
            const text = line.amounts[field]
            return text === undefined ? [] : [[field, readAmount(text, recorded.currency)]]
          }),
        ),
      },
    })),
  }
}

function recordForeign({ amount, rate }: ForeignGross) {
  return { amount: formatMoney(amount), currency: amount.currency, rate }
}

function readAmount(text: string | undefined, of: Currency): Money {
  const amount = parseMoney(text ?? '', of)
  if (isRefusal(amount)) throw new Error(`An amount that was kept cannot be read: ${text}`)
  return amount
}

import { type Currency, formatMoney, isRefusal, type Money, parseMoney } from '@erp/values'
import { amountFields, type FactLine, invoiceAmounts, type PostingFacts } from './posting-facts.ts'

type RecordedLine = Omit<FactLine, 'amounts'> & { readonly amounts: Readonly<Record<string, string>> }

/** The facts of a posting as they are kept: amounts as exact text. */
export type RecordedFacts = Omit<PostingFacts, 'lines'> & { readonly lines: readonly RecordedLine[] }

export function recordFacts(facts: PostingFacts): RecordedFacts {
  return {
    ...facts,
    lines: facts.lines.map((line) => ({
      ...line,
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
    lines: recorded.lines.map((line) => ({
      ...line,
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

function readAmount(text: string | undefined, currency: Currency): Money {
  const amount = parseMoney(text ?? '', currency)
  if (isRefusal(amount)) throw new Error(`An amount that was kept cannot be read: ${text}`)
  return amount
}

import {
  type BusinessDate,
  type Currency,
  currency,
  isRefusal,
  money,
  newId,
  type Period,
  parseMoney,
} from '@erp/values'
import { openingSet } from '../src/domain/book.ts'
import type { EventKind } from '../src/domain/business-event.ts'
import type { Books } from '../src/domain/posting.ts'
import type { FactLine, PostingFacts } from '../src/domain/posting-facts.ts'

export const cny = currency('CNY')

/** An amount as people write it. */
export function amount(text: string, of: Currency = cny) {
  const parsed = parseMoney(text, of)
  if (isRefusal(parsed)) throw new Error(text)
  return parsed
}

/** The books a new company posts with, without a database. */
export function newBooks(companyId: string, more: Partial<Books> = {}): Books {
  const set = openingSet({ companyId, standard: 'CAS', firstPeriod: '2026-01' as Period })
  return {
    currency: cny,
    periods: new Map(set.periods.map((period) => [period.period, period])),
    templates: Map.groupBy(set.templates, ({ eventKind }) => eventKind),
    rules: set.rules,
    accounts: new Map(set.accounts.map((account) => [account.code, account])),
    ...more,
  }
}

/** One business line of goods in a warehouse; difference = clearing − stock unless said otherwise. */
export function factLine(stock: string, clearing: string = stock, more: Partial<FactLine> = {}): FactLine {
  const stockValue = amount(stock)
  const clearingValue = amount(clearing)
  return {
    sourceLineId: newId(),
    stockEntryId: newId(),
    itemId: newId(),
    itemClass: 'MERCHANDISE',
    warehouseId: newId(),
    valuationAreaId: newId(),
    supplierId: newId(),
    quantity: '1',
    amounts: {
      stockValue,
      transitValue: amount('0'),
      clearingValue,
      differenceValue: money(clearingValue.minor - stockValue.minor, cny),
    },
    ...more,
  }
}

export function factsOf(
  companyId: string,
  eventKind: EventKind,
  lines: readonly FactLine[],
  more: Partial<PostingFacts> = {},
): PostingFacts {
  return {
    companyId,
    eventKind,
    documentType: eventKind === 'PURCHASE_RECEIPT' ? 'GOODS_RECEIPT' : 'PURCHASE_RETURN',
    documentId: newId(),
    documentNumber: 'GR-2026-000001',
    sourceType: 'STOCK_DOCUMENT',
    sourceId: newId(),
    revision: 1,
    businessDate: '2026-10-15' as BusinessDate,
    currency: cny,
    lines,
    ...more,
  }
}

import { stockDocumentPosted } from '@erp/contracts'
import type { Sql } from '@erp/service-kit'
import { isRefusal, periodOf } from '@erp/values'
import { type PostingObstacle, post } from '../domain/posting.ts'
import type { BalancedVoucher } from '../domain/voucher.ts'
import { loadBooksForPreview } from '../store/posting-books.ts'
import { factsOfStockDocument } from './facts-of-stock-document.ts'

/** The voucher a document would post, or why it would be held; neither when it is worth nothing. */
export type Preview = { readonly vouchers: readonly BalancedVoucher[]; readonly obstacle: PostingObstacle | undefined }

/**
 * What posting would make of these facts now: the same pure function, with nothing stored. `postingFacts` is the JSON of
 * the event inventory would send; it comes from a client's query, so anything but a document of the caller's company
 * gives undefined.
 */
export async function previewVouchers(tx: Sql, companyId: string, postingFacts: string): Promise<Preview | undefined> {
  const payload = stockDocumentPosted.schema.safeParse(parseJson(postingFacts))
  if (!payload.success || payload.data.companyId !== companyId) return undefined
  const facts = factsOfStockDocument(payload.data)
  const books = await loadBooksForPreview(tx, [{ companyId, period: periodOf(facts.businessDate) }])
  const outcome = post(facts, books.get(companyId))
  if (isRefusal(outcome)) return { vouchers: [], obstacle: outcome }
  return { vouchers: 'nothingToPost' in outcome ? [] : [outcome], obstacle: undefined }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, periodOf, type Refusal, refuse } from '@erp/values'
import type { FiscalPeriod, PeriodNotOpen } from '../domain/fiscal-period.ts'
import { type ModuleSealed, modulesOf, requireNotSealed } from '../domain/period-seal.ts'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import { type PostingObstacle, post } from '../domain/posting.ts'
import type { PostingFacts } from '../domain/posting-facts.ts'
import type { VoucherLine } from '../domain/voucher.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import { sealsOfPeriod } from '../store/period-seals.ts'
import { loadBooksForPosting, loadBooksForPreview } from '../store/posting-books.ts'
import { keepFacts } from '../store/posting-facts.ts'
import { postVouchers } from '../store/vouchers.ts'

/** What a document of finance would post has no account, no template or not what its account keeps. */
export type DocumentNotPostable = Refusal<
  'DocumentNotPostable',
  { documentNumber: string; reasonCode: string; obstacle: PostingObstacle }
>

/**
 * Posts a document of finance itself with what a person did to it, in one transaction: what stands in the way is an answer,
 * so it is never in flight. Comes last, for it takes a voucher number.
 */
export async function postOwnDocument(
  { tx }: UnitOfWork,
  facts: PostingFacts,
): Promise<PostedVoucher | DocumentNotPostable | PeriodNotFound | PeriodNotOpen | ModuleSealed> {
  const { companyId, documentNumber } = facts
  const period = periodOf(facts.businessDate)
  const books = (await loadBooksForPosting(tx, [{ companyId, period }])).get(companyId)
  const fiscalPeriod = books?.periods.get(period)
  if (!fiscalPeriod) return refuse('PeriodNotFound', { period })
  if (fiscalPeriod.status !== 'OPEN') return refuse('PeriodNotOpen', { period, status: fiscalPeriod.status })
  const seals = await sealsOfPeriod(tx, companyId, period)
  for (const module of modulesOf(facts.documentType)) {
    const sealed = requireNotSealed(seals, period, module)
    if (sealed) return sealed
  }
  const voucher = post(facts, books)
  if (isRefusal(voucher)) return notPostable(documentNumber, voucher)
  if ('nothingToPost' in voucher) throw new Error(`${documentNumber} is worth nothing`)
  await keepFacts(tx, [facts])
  const [posted] = await postVouchers(tx, [{ ...voucher, sourceEventId: null }])
  if (!posted) throw new Error(`${documentNumber} was not posted`)
  return posted
}

/**
 * The lines a document would post, or what would keep it from being posted whatever day it will be: asked before anybody
 * decides on it, as if its period were open.
 */
export async function foreseenLines(
  { tx }: UnitOfWork,
  facts: PostingFacts,
): Promise<readonly VoucherLine[] | DocumentNotPostable> {
  const { companyId, documentNumber, businessDate } = facts
  const period = periodOf(businessDate)
  const books = (await loadBooksForPreview(tx, [{ companyId, period }])).get(companyId)
  const open: FiscalPeriod = { id: '', companyId, period, status: 'OPEN', version: 1 }
  const outcome = post(facts, books && { ...books, periods: new Map([[period, open]]) })
  if (isRefusal(outcome)) return notPostable(documentNumber, outcome)
  return 'nothingToPost' in outcome ? [] : outcome.lines
}

function notPostable(documentNumber: string, obstacle: PostingObstacle): DocumentNotPostable {
  return refuse('DocumentNotPostable', { documentNumber, reasonCode: obstacle.reason, obstacle })
}

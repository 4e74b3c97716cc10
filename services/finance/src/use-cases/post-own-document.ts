import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, periodOf, type Refusal, refuse } from '@erp/values'
import type { PeriodNotOpen } from '../domain/fiscal-period.ts'
import { type ModuleSealed, modulesOf, requireNotSealed } from '../domain/period-seal.ts'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import { type PostingObstacle, post } from '../domain/posting.ts'
import type { PostingFacts } from '../domain/posting-facts.ts'
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

/** What would keep a document from being posted whatever day it will be: asked before anybody decides on it. */
export async function foreseenObstacle(
  { tx }: UnitOfWork,
  facts: PostingFacts,
): Promise<DocumentNotPostable | undefined> {
  const { companyId, documentNumber, businessDate } = facts
  const books = await loadBooksForPreview(tx, [{ companyId, period: periodOf(businessDate) }])
  const outcome = post(facts, books.get(companyId))
  const passing = ['PERIOD_MISSING', 'PERIOD_CLOSED']
  return isRefusal(outcome) && !passing.includes(outcome.reason) ? notPostable(documentNumber, outcome) : undefined
}

function notPostable(documentNumber: string, obstacle: PostingObstacle): DocumentNotPostable {
  return refuse('DocumentNotPostable', { documentNumber, reasonCode: obstacle.reason, obstacle })
}

import { type BusinessDate, periodOf, type Refusal } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import {
  type AccountRuleMissing,
  type PeriodNotOpen,
  type PostedEventKind,
  periodProblem,
  postingProblem,
  type VoucherTemplateMissing,
} from '../domain/posting-check.ts'
import {
  type LineToPost,
  linesToPost,
  type RequiredDimensionMissing,
  requiredDimensionMissing,
} from '../domain/required-dimension.ts'
import type { Posting } from '../domain/stock-document.ts'
import type { StockedItem, StockPlace } from '../domain/stock-facts.ts'
import type { Tx } from '../store/database.ts'
import * as postingFacts from '../store/posting-facts.ts'

export type PostingProblem = PeriodNotOpen | VoucherTemplateMissing | AccountRuleMissing | RequiredDimensionMissing

/**
 * Why finance could not post what a document does in these places, or undefined: one question for all that it is posted as,
 * and every class in every area is looked at once.
 */
export async function postingProblemOf(
  tx: Tx,
  document: {
    readonly companyId: string
    readonly eventKinds: readonly PostedEventKind[]
    readonly businessDate: BusinessDate
  },
  places: readonly Pick<StockPlace, 'itemId' | 'valuationAreaId'>[],
  { items }: { readonly items: ReadonlyMap<ItemId, Pick<StockedItem, 'itemClass'>> },
): Promise<PostingProblem | undefined> {
  const { companyId, eventKinds, businessDate } = document
  const period = periodOf(businessDate)
  const keys = new Map(
    places.flatMap(({ itemId, valuationAreaId }) => {
      const itemClass = items.get(itemId)?.itemClass
      return itemClass ? [[`${itemClass}/${valuationAreaId}`, { itemClass, valuationAreaId }] as const] : []
    }),
  )
  const facts = await postingFacts.find(tx, { companyId, period, eventKinds })
  return postingProblem({ eventKinds, period, keys: [...keys.values()] }, facts)
}

/** What finance would miss in these lines of one company, or undefined; asked once it is known what they are worth. */
export async function dimensionProblemOf(
  tx: Tx,
  companyId: string,
  toPost: readonly LineToPost[],
): Promise<RequiredDimensionMissing | undefined> {
  const eventKinds = [...new Set(toPost.map(({ eventKind }) => eventKind))]
  return requiredDimensionMissing(toPost, await postingFacts.findRequirements(tx, { companyId, eventKinds }))
}

/**
 * What was decided, unless finance would miss a dimension of it. What it sets right of issues before it is not asked about:
 * nobody can name anything for those any more.
 */
export async function withDimensions<Decided extends Pick<Posting, 'document'> | Refusal>(
  tx: Tx,
  decided: Decided,
  later: readonly PostedEventKind[] = [],
): Promise<Decided | RequiredDimensionMissing> {
  const outcome: Pick<Posting, 'document'> | Refusal = decided
  if ('refusal' in outcome) return decided
  const { document } = outcome
  return (await dimensionProblemOf(tx, document.companyId, linesToPost(document, later))) ?? decided
}

/** Why nothing can be dated on these days, or undefined: of what is taken back, and of what finance has nothing to post for. */
export async function periodProblemOf(
  tx: Tx,
  companyId: string,
  days: readonly BusinessDate[],
): Promise<PeriodNotOpen | undefined> {
  const periods = await postingFacts.findPeriods(tx, companyId, days.map(periodOf))
  for (const day of days) {
    const problem = periodProblem(periodOf(day), periods.get(periodOf(day)))
    if (problem) return problem
  }
  return undefined
}

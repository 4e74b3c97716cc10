import { type Decimal, parseDecimal, parseUnitPrice, refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import { type LinePlace, linePlaces } from '../domain/line-places.ts'
import { type InvalidInput, invalidInput, type StaleVersion } from '../domain/master-data.ts'
import { postStocktake, type StocktakeNotPostable, type StocktakePostings } from '../domain/post-stocktake.ts'
import { linesToPost } from '../domain/required-dimension.ts'
import type { StockFacts } from '../domain/stock-facts.ts'
import {
  approvalProblem,
  type CounterApproves,
  differenceOf,
  type Stocktake,
  type StocktakeLineDecision,
  type StocktakeLineNotFound,
  type StocktakeStatus,
} from '../domain/stocktake.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stocktakes from '../store/stocktakes.ts'
import { dimensionProblemOf, type PostingProblem, periodProblemOf, postingProblemOf } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { unlessRelaxed } from './second-person.ts'
import { factsOfLines, lockStock, readStock } from './stock-at-hand.ts'

export type ApproveStocktakeInput = {
  readonly stocktakeId: string
  readonly expectedVersion: number
  readonly decisions?:
    | readonly {
        readonly stocktakeLineId: string
        readonly unitCost?: string | null | undefined
        readonly inputVatPercent?: string | null | undefined
      }[]
    | undefined
}

export type Decisions = NonNullable<ApproveStocktakeInput['decisions']>
export type CountedRefused = InvalidInput | StocktakeLineNotFound | StocktakeNotPostable | PostingProblem

/** Makes the counts count: what is missing leaves stock, what was found enters it, in one step. Nobody approves what they counted. */
export async function approveStocktake(
  unit: Unit,
  { stocktakeId, expectedVersion, decisions = [] }: ApproveStocktakeInput,
): Promise<
  Stocktake | DocumentNotFound | DocumentNotIn<StocktakeStatus> | StaleVersion | CounterApproves | CountedRefused
> {
  const { tx, now, caller } = unit
  const submitted = await stocktakes.lock(tx, stocktakeId)
  if (!submitted) return refuse('DocumentNotFound', { documentId: stocktakeId })
  const problem =
    requireStatus(submitted, 'SUBMITTED', expectedVersion) ??
    (await unlessRelaxed(unit, 'STOCKTAKE', submitted, approvalProblem(submitted, caller.userId)))
  if (problem) return problem
  const decided = readDecisions(submitted, decisions)
  if ('refusal' in decided) return decided
  const posted = await postCounted(tx, submitted, decided, lockStock)
  if ('refusal' in posted) return posted
  await recordStockDocuments(unit, posted.postings, posted.changed)
  const approved: Stocktake = {
    ...submitted,
    status: 'CONFIRMED',
    confirmedAt: now,
    confirmedBy: caller.userId,
    version: submitted.version + 1,
  }
  await stocktakes.save(tx, approved)
  return approved
}

/** What approving a submitted stocktake would post now, by the same functions; writes nothing. */
export async function simulateStocktake(
  tx: Tx,
  { stocktakeId, decisions = [] }: Pick<ApproveStocktakeInput, 'stocktakeId' | 'decisions'>,
): Promise<StocktakePostings | DocumentNotFound | DocumentNotIn<StocktakeStatus> | CountedRefused> {
  const submitted = await stocktakes.find(tx, stocktakeId)
  if (!submitted) return refuse('DocumentNotFound', { documentId: stocktakeId })
  const decided = readDecisions(submitted, decisions)
  if ('refusal' in decided) return decided
  const { status } = submitted
  if (status !== 'SUBMITTED') return refuse('DocumentStatusWrong', { status, expected: 'SUBMITTED' })
  return postCounted(tx, submitted, decided, readStock)
}

async function postCounted(
  tx: Tx,
  submitted: Stocktake,
  decided: ReadonlyMap<string, StocktakeLineDecision>,
  look: typeof lockStock,
): Promise<StocktakePostings | CountedRefused> {
  const differing = submitted.lines.filter((line) => !differenceOf(submitted, line).isZero())
  const { companyId, warehouseId } = submitted
  const moved = differing.map(({ itemId, locationId, lotId }) => ({ itemId, warehouseId, locationId, lotId }))
  const facts = await factsOfLines(tx, companyId, moved)
  const places = linePlaces(submitted, moved, facts)
  const notPostable = await problemOf(tx, submitted, places, facts)
  if (notPostable) return notPostable
  if (differing.length === 0) return { postings: [], changed: new Map() }
  const { book, onHand } = await look(tx, places, facts)
  const lastCosts = await stockBalances.lastCosts(tx, places)
  const posted = postStocktake(submitted, decided, { ...facts, onHand, lastCosts }, book)
  if ('refusal' in posted) return posted
  const toPost = posted.postings.flatMap(({ document }) => linesToPost(document))
  return (await dimensionProblemOf(tx, companyId, toPost)) ?? posted
}

/** Why finance could not post the losses or the gains there are; without any, only the day counts. */
async function problemOf(
  tx: Tx,
  stocktake: Stocktake,
  places: readonly LinePlace[],
  facts: StockFacts,
): Promise<PostingProblem | undefined> {
  const { companyId, businessDate, lines } = stocktake
  const differences = lines.map((line) => differenceOf(stocktake, line))
  const eventKinds = [
    ...(differences.some((difference) => difference.lt(0)) ? (['STOCKTAKE_LOSS'] as const) : []),
    ...(differences.some((difference) => difference.gt(0)) ? (['STOCKTAKE_GAIN'] as const) : []),
  ]
  return eventKinds.length > 0
    ? postingProblemOf(tx, { companyId, eventKinds, businessDate }, places, facts)
    : periodProblemOf(tx, companyId, [businessDate])
}

function readDecisions(
  { lines, currency }: Stocktake,
  decisions: Decisions,
): ReadonlyMap<string, StocktakeLineDecision> | InvalidInput | StocktakeLineNotFound {
  const known = new Set(lines.map(({ id }) => id))
  const decided = new Map<string, StocktakeLineDecision>()
  for (const [index, { stocktakeLineId, unitCost, inputVatPercent }] of decisions.entries()) {
    const path = ['input', 'decisions', `${index}`, 'stocktakeLineId']
    if (!known.has(stocktakeLineId)) return refuse('StocktakeLineNotFound', { stocktakeLineId, path })
    const cost = unitCost == null ? undefined : parseUnitPrice(unitCost, currency)
    if (cost && 'refusal' in cost) return invalidInput(`decisions.${index}.unitCost`, 'NOT_A_UNIT_COST')
    const percent: Decimal | undefined | { refusal: string } =
      inputVatPercent == null ? undefined : parseDecimal(inputVatPercent, { scale: 4, min: '0', max: '100' })
    if (percent && 'refusal' in percent) return invalidInput(`decisions.${index}.inputVatPercent`, 'NOT_0_TO_100')
    decided.set(stocktakeLineId, { unitCost: cost, inputVatPercent: percent })
  }
  return decided
}

import { postingBlocked, postingPosted } from '@erp/contracts'
import { blocked, emitAll, type Message, type Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, periodOf } from '@erp/values'
import type { FiscalPeriod } from '../domain/fiscal-period.ts'
import type { LatePosting } from '../domain/late-posting.ts'
import { modulesOf } from '../domain/period-seal.ts'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import { type Books, obstacle, type PostingObstacle, post } from '../domain/posting.ts'
import type { PostingFacts } from '../domain/posting-facts.ts'
import { type BalancedVoucher, voucherNumber } from '../domain/voucher.ts'
import { type WaitingDraft, waitingDrafts } from '../store/drafts-of-events.ts'
import { lockPeriodsForPosting } from '../store/fiscal-periods.ts'
import { findLate } from '../store/late-postings.ts'
import { loadBooksForPosting } from '../store/posting-books.ts'
import { keepFacts, sourceKey } from '../store/posting-facts.ts'
import { findPosted, postVouchers, recordZeroValue } from '../store/vouchers.ts'
import { holdForReview, type MadeFromEvent, needsReview } from './hold-for-review.ts'

type Origin = ReturnType<typeof originOf>
type Held = { readonly origin: Origin; readonly obstacle: PostingObstacle }
type WorthNothing = { readonly origin: Origin; readonly recordId: string }

/** What a message told, as facts to post. */
export type ToldFacts = { readonly message: Message; readonly facts: PostingFacts }

/**
 * Posts a batch of business events in a handful of statements, however many there are. An event that cannot be posted is
 * held, and the others are told why in the same transaction; one that was posted before changes nothing.
 */
export async function postEvents(unit: UnitOfWork, told: readonly ToldFacts[]): Promise<Verdicts> {
  const origins = told.map(originOf)
  const ofOwnPeriods = await loadBooksForPosting(
    unit.tx,
    origins.map(({ booksKey }) => booksKey),
  )
  const late = await findLate(
    unit.tx,
    origins.map(({ message: { eventId }, facts, booksKey }) => ({
      ...{ eventId, ...booksKey, modules: modulesOf(facts.documentType) },
    })),
  )
  const books = await withPeriodsOfLate(unit, ofOwnPeriods, origins, late)
  // Before what is posted: a draft posted meanwhile is then seen as posted, never as neither.
  const waiting = await waitingDrafts(
    unit.tx,
    origins.map(({ source }) => source),
  )
  const alreadyPosted = await findPosted(
    unit.tx,
    origins.map(({ source }) => source),
  )

  const vouchers: (BalancedVoucher & { readonly sourceEventId: string })[] = []
  const toReview: { readonly origin: Origin; readonly made: MadeFromEvent }[] = []
  const worthNothing: WorthNothing[] = []
  const held: Held[] = []
  for (const origin of origins) {
    if (alreadyPosted.has(sourceKey(origin.source))) continue
    const draft = waiting.get(sourceKey(origin.source))
    if (draft) {
      held.push({ origin, obstacle: waitingForReview(draft) })
      continue
    }
    const ofCompany = books.get(origin.facts.companyId)
    const outcome = post(origin.facts, ofCompany, late.get(origin.message.eventId))
    if (isRefusal(outcome)) held.push({ origin, obstacle: outcome })
    else if ('nothingToPost' in outcome) worthNothing.push({ origin, recordId: newId() })
    else {
      const voucher = { ...outcome, sourceEventId: origin.message.eventId }
      const made = ofCompany && { voucher, books: ofCompany }
      if (made && needsReview(made)) toReview.push({ origin, made })
      else vouchers.push(voucher)
    }
  }

  await recordWorthNothing(unit, worthNothing)
  const drafts = await holdForReview(
    unit,
    toReview.map(({ made }) => made),
  )
  for (const { origin } of toReview) {
    const draft = drafts.get(origin.message.eventId)
    if (draft) held.push({ origin, obstacle: waitingForReview(draft) })
  }
  const settled = new Set([
    ...drafts.keys(),
    ...vouchers.map(({ sourceEventId }) => sourceEventId),
    ...worthNothing.map(({ origin }) => origin.message.eventId),
  ])
  await keepFacts(
    unit.tx,
    origins.filter(({ message }) => settled.has(message.eventId)).map(({ facts }) => facts),
  )
  const posted = await postVouchers(unit.tx, vouchers)
  await tellPosted(unit, origins, posted, worthNothing)
  await tellHeld(unit, held)
  return new Map(held.map(({ origin, obstacle }) => [origin.message.eventId, blocked(obstacle.reason, obstacle.facts)]))
}

/** The same books with the periods that late events go into, held open until the transaction ends. */
async function withPeriodsOfLate(
  { tx }: UnitOfWork,
  books: ReadonlyMap<string, Books>,
  origins: readonly Origin[],
  late: ReadonlyMap<string, LatePosting>,
): Promise<ReadonlyMap<string, Books>> {
  const keys = origins.flatMap(({ message: { eventId }, booksKey: { companyId } }) => {
    const { approved = false, into = null } = late.get(eventId) ?? {}
    return approved && into !== null ? [{ companyId, period: into }] : []
  })
  if (keys.length === 0) return books
  const held = await lockPeriodsForPosting(tx, keys)
  return new Map(
    [...books].map(([companyId, own]) => {
      const more = held.filter((period) => period.companyId === companyId).map((one) => [one.period, one] as const)
      return [companyId, { ...own, periods: new Map<string, FiscalPeriod>([...own.periods, ...more]) }]
    }),
  )
}

/** Parked until its draft is posted, so that it counts as in flight. */
function waitingForReview({ id, number, turnedDown }: WaitingDraft): PostingObstacle {
  const draft = { draftId: id, number }
  return turnedDown === null
    ? obstacle('WAITING_FOR_REVIEW', draft)
    : obstacle('VOUCHER_TURNED_DOWN', { ...draft, said: turnedDown })
}

function originOf({ message, facts }: ToldFacts) {
  const { companyId, sourceType, sourceId, eventKind: purpose, revision, businessDate } = facts
  return {
    message,
    facts,
    source: { sourceType, sourceId, purpose, revision },
    booksKey: { companyId, period: periodOf(businessDate) },
  }
}

async function recordWorthNothing(unit: UnitOfWork, worthNothing: readonly WorthNothing[]): Promise<void> {
  await recordZeroValue(
    unit.tx,
    worthNothing.map(({ origin: { message, facts, source }, recordId }) => ({
      ...source,
      id: recordId,
      companyId: facts.companyId,
      documentType: facts.documentType,
      documentId: facts.documentId,
      sourceEventId: message.eventId,
    })),
  )
}

/** For an event worth nothing the record stands where the voucher would, and `-` where its number would. */
async function tellPosted(
  unit: UnitOfWork,
  origins: readonly Origin[],
  posted: readonly PostedVoucher[],
  worthNothing: readonly WorthNothing[],
): Promise<void> {
  const made = new Map([
    ...posted.map(
      ({ id, sourceEventId, word, period, sequence, postingDate }) =>
        [sourceEventId, { voucherId: id, voucherNumber: voucherNumber(word, period, sequence), postingDate }] as const,
    ),
    ...worthNothing.map(({ origin: { message, facts }, recordId }) => {
      const record = { voucherId: recordId, voucherNumber: '-', postingDate: facts.businessDate }
      return [message.eventId, record] as const
    }),
  ])
  const emissions = origins.flatMap(({ message, facts }) => {
    const voucher = made.get(message.eventId)
    if (!voucher) return []
    const payload = { ...eventBase(message, facts), ...voucher }
    return { aggregateId: facts.documentId, causedBy: message, payload }
  })
  await emitAll(unit, postingPosted, emissions)
}

async function tellHeld(unit: UnitOfWork, held: readonly Held[]): Promise<void> {
  const emissions = held.map(({ origin: { message, facts }, obstacle }) => {
    const payload = { ...eventBase(message, facts), reason: obstacle.reason, facts: { ...obstacle.facts } }
    return { aggregateId: facts.documentId, causedBy: message, payload }
  })
  await emitAll(unit, postingBlocked, emissions)
}

function eventBase(message: Origin['message'], { companyId, documentType, documentId, eventKind }: Origin['facts']) {
  return { companyId, sourceEventId: message.eventId, documentType, documentId, eventKind, attempts: message.attempts }
}

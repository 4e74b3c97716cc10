import { createHash } from 'node:crypto'
import type { Caller, Transactor, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import {
  codeKey,
  codesOf,
  type FedClaim,
  type FeedFault,
  type FeedFormat,
  type FeedUnreadable,
  translate,
} from '../domain/expense-feed.ts'
import { currencyOfBooks } from '../store/books.ts'
import type { Tx } from '../store/database.ts'
import {
  claimsOfFeeds,
  type ExpenseFeed,
  type ExpenseFeedClaim,
  findFeed,
  insertFeed,
  lockClaimSource,
  lockFeedClaim,
  meaningOfCodes,
  saveClaimSource,
  saveFeedClaim,
} from '../store/expense-feeds.ts'
import type { Approvals } from './ask-approval.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type ReadClaim, readJsonFeed, readXmlFeed } from './read-expense-feed.ts'
import { digestOfInput, saveExpenseClaim } from './save-expense-claim.ts'
import { submitExpenseClaim } from './submit-expense-claim.ts'

/** The other system says something else under the same id than it said before. */
export type FedClaimDiffers = Refusal<'FedClaimDiffers', { externalId: string; claimNumber: string }>
/** What is wrong with a claim of a feed; nothing of it was kept. */
export type FedClaimFaulty = Refusal<'FedClaimFaulty', { faults: readonly FeedFault[] }>

export type ExpenseFeedNotFound = Refusal<'ExpenseFeedNotFound', { expenseFeedId: string }>

/** How many claims of a feed are taken at the same time. */
const atOnce = 4
/** The most days that a feed covers. */
const mostDaysCovered = 366
const systemShape = /^[A-Z][A-Z0-9_]{0,31}$/

/** Keeps what another system sent, claim by claim as it could be read. Nothing becomes a claim here yet. */
export async function receiveExpenseFeed(
  { tx, caller, now }: UnitOfWork,
  input: {
    readonly system: string
    readonly format: FeedFormat
    readonly content: string
    /** Every claim of these days is in it; null when only some are. */
    readonly covers: { readonly beginsOn: BusinessDate; readonly endsOn: BusinessDate } | null
  },
): Promise<ExpenseFeed | InvalidInput | FeedUnreadable | BooksNotOpen> {
  const { system, format, content, covers } = input
  if (!systemShape.test(system)) return refuse('InvalidInput', { field: 'system', problem: 'NOT_A_SYSTEM_CODE' })
  if (covers && covers.beginsOn > covers.endsOn)
    return refuse('InvalidInput', { field: 'endsOn', problem: 'BEFORE_IT_BEGINS' })
  if (covers && Date.parse(covers.endsOn) - Date.parse(covers.beginsOn) >= mostDaysCovered * 86_400_000)
    return refuse('InvalidInput', { field: 'endsOn', problem: `MORE_THAN_${mostDaysCovered}_DAYS` })
  const { companyId, userId } = caller
  if ((await currencyOfBooks(tx, companyId)) === undefined) return refuse('BooksNotOpen')
  const read = format === 'JSON' ? readJsonFeed(content) : readXmlFeed(content)
  if (isRefusal(read)) return read
  const feed: ExpenseFeed = {
    ...{ id: newId(), companyId, system, format, receivedBy: userId, receivedAt: now },
    ...{ beginsOn: covers?.beginsOn ?? null, endsOn: covers?.endsOn ?? null },
  }
  const claims = read.map((each, index): ExpenseFeedClaim => {
    const one = withinDays(each, covers)
    const place = { id: newId(), companyId, feedId: feed.id, system, position: index + 1, expenseClaimId: null }
    if ('faults' in one)
      return {
        ...place,
        externalId: one.externalId,
        status: 'REJECTED',
        digest: null,
        content: null,
        faults: one.faults,
      }
    const { externalId, claim } = one
    return { ...place, externalId, status: 'RECEIVED', digest: digestOfFed(claim), content: claim, faults: [] }
  })
  await insertFeed(tx, feed, claims)
  return feed
}

/** A feed that covers days holds claims of those days only: what it holds of another would be compared by no other. */
function withinDays(read: ReadClaim, covers: { readonly beginsOn: string; readonly endsOn: string } | null): ReadClaim {
  if ('faults' in read || covers === null) return read
  if (read.claimedOn >= covers.beginsOn && read.claimedOn <= covers.endsOn) return read
  const outside = refuse('InvalidInput', { field: 'claimedOn', problem: 'OUTSIDE_DAYS_COVERED' })
  return { externalId: read.externalId, faults: [{ line: null, refusal: outside }] }
}

/** A feed that shall be taken once more. */
export async function requireFeed({ tx }: UnitOfWork, id: string): Promise<ExpenseFeed | ExpenseFeedNotFound> {
  return (isId(id) ? await findFeed(tx, id) : undefined) ?? refuse('ExpenseFeedNotFound', { expenseFeedId: id })
}

/**
 * Makes claims of what a feed holds and nobody took yet, each in a transaction of its own and with what is wrong with it noted:
 * one that is refused holds up none of the others, and a feed that was cut short goes on where it was.
 */
export async function takeExpenseFeed(
  transactor: Transactor<Tx>,
  caller: Caller,
  feedId: string,
  approvals: Approvals,
): Promise<void> {
  const claims = await transactor.read([caller.companyId], (tx) => claimsOfFeeds(tx, [feedId]))
  const open = claims.filter(({ status, content }) => content !== null && status !== 'TAKEN' && status !== 'KNOWN')
  for (let from = 0; from < open.length; from += atOnce)
    await Promise.all(open.slice(from, from + atOnce).map(({ id }) => takeFedClaim(transactor, caller, id, approvals)))
}

/** The same for one claim of a feed; also for one that was taken before, once the claim it became is given up. */
export async function takeFedClaim(
  transactor: Transactor<Tx>,
  caller: Caller,
  feedClaimId: string,
  approvals: Approvals,
): Promise<void> {
  const outcome = await transactor.transact(caller, 'takeFedClaim', (unit) => take(unit, feedClaimId, approvals))
  if (!isRefusal(outcome)) return
  await transactor.transact(caller, 'rejectFedClaim', async (unit) => {
    const held = await lockFeedClaim(unit.tx, feedClaimId)
    if (!held?.content || (await standsFor(unit, held))) return
    const status = outcome.refusal === 'FedClaimDiffers' ? 'DIFFERENT' : 'REJECTED'
    const faults = outcome.refusal === 'FedClaimFaulty' ? outcome.faults : [{ line: null, refusal: outcome }]
    const writtenDigest = status === 'DIFFERENT' ? await digestOf(unit, held.system, held.content) : null
    await saveFeedClaim(unit.tx, { id: feedClaimId, status, faults, expenseClaimId: null, writtenDigest })
  })
}

async function take(
  unit: UnitOfWork,
  feedClaimId: string,
  approvals: Approvals,
): Promise<ExpenseFeedClaim['id'] | FedClaimDiffers | FedClaimFaulty> {
  const { tx, caller } = unit
  const held = await lockFeedClaim(tx, feedClaimId)
  if (!held?.content || held.externalId === null || held.digest === null) return feedClaimId
  const { system, externalId, digest, content } = held
  const source = await lockClaimSource(tx, caller.companyId, { system, externalId })
  if (source && (held.status === 'TAKEN' || held.status === 'KNOWN')) return feedClaimId
  const claimedOn = content.claimedOn as BusinessDate
  if (source && source.digest !== digest) {
    const writtenDigest = await digestOf(unit, system, content)
    if (writtenDigest === null || writtenDigest !== source.standingDigest)
      return refuse('FedClaimDiffers', { externalId, claimNumber: source.number })
    await saveClaimSource(tx, caller.companyId, { ...source, digest, writtenDigest, claimedOn })
  }
  if (source) {
    await saveFeedClaim(tx, { id: held.id, status: 'KNOWN', faults: [], expenseClaimId: source.expenseClaimId })
    return feedClaimId
  }
  const claim = await writeAndSubmit(unit, system, content, approvals)
  if (isRefusal(claim)) return claim
  const { id: expenseClaimId, writtenDigest } = claim
  await saveClaimSource(tx, caller.companyId, { system, externalId, digest, writtenDigest, claimedOn, expenseClaimId })
  await saveFeedClaim(tx, { id: held.id, status: 'TAKEN', faults: [], expenseClaimId })
  return feedClaimId
}

/** Whether a claim of a feed was taken, and what it became was not given up since. */
async function standsFor({ tx, caller }: UnitOfWork, held: ExpenseFeedClaim): Promise<boolean> {
  const { status, system, externalId } = held
  if ((status !== 'TAKEN' && status !== 'KNOWN') || externalId === null) return false
  return (await lockClaimSource(tx, caller.companyId, { system, externalId })) !== undefined
}

/** What a claim of another system comes to here, as `writtenDigest` of claims; null while it could not be written. */
async function digestOf(unit: UnitOfWork, system: string, content: FedClaim): Promise<string | null> {
  const written = await translated(unit, system, content)
  if ('faults' in written) return null
  const digest = await digestOfInput(unit, written)
  return isRefusal(digest) ? null : digest
}

async function translated({ tx, caller }: UnitOfWork, system: string, content: FedClaim) {
  const codes = await meaningOfCodes(tx, caller.companyId, system, codesOf(content))
  return translate(content, new Map(codes.map((code) => [codeKey(code), code.valueId])))
}

/** A claim like one that somebody wrote and handed over here: the same rules, the same approval. */
async function writeAndSubmit(
  unit: UnitOfWork,
  system: string,
  content: FedClaim,
  approvals: Approvals,
): Promise<ExpenseClaim | FedClaimFaulty> {
  const written = await translated(unit, system, content)
  if ('faults' in written) return refuse('FedClaimFaulty', { faults: written.faults })
  const saved = await saveExpenseClaim(unit, { ...written, expenseClaimId: null, expectedVersion: null })
  if (isRefusal(saved)) return faulty(saved)
  const reference = { expenseClaimId: saved.id, expectedVersion: saved.version }
  const submitted = await submitExpenseClaim(unit, reference, approvals)
  return isRefusal(submitted) ? faulty(submitted) : submitted
}

function faulty(refusal: Refusal): FedClaimFaulty {
  return refuse('FedClaimFaulty', { faults: [{ line: null, refusal }] })
}

/** What claims could not say at first: left out, it is as if there were no such thing, so that they stay what they were. */
const saidSince = new Set(['untaxedAmount', 'accountCode', 'trip', 'trips'])

/** Of what a claim says; its fields are in the order the reader gives them, whatever the order of the feed. */
function digestOfFed({ externalId: _, ...claim }: FedClaim): string {
  const nothing = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)
  const said = JSON.stringify(claim, (field, value) => (saidSince.has(field) && nothing(value) ? undefined : value))
  return createHash('sha256').update(said).digest('hex')
}

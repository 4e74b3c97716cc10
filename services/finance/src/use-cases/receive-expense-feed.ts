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
import { readJsonFeed, readXmlFeed } from './read-expense-feed.ts'
import { saveExpenseClaim } from './save-expense-claim.ts'
import { submitExpenseClaim } from './submit-expense-claim.ts'

/** The other system says something else under the same id than it said before. */
export type FedClaimDiffers = Refusal<'FedClaimDiffers', { externalId: string; claimNumber: string }>
/** What is wrong with a claim of a feed; nothing of it was kept. */
export type FedClaimFaulty = Refusal<'FedClaimFaulty', { faults: readonly FeedFault[] }>

export type ExpenseFeedNotFound = Refusal<'ExpenseFeedNotFound', { expenseFeedId: string }>

/** How many claims of a feed are taken at the same time. */
const atOnce = 4
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
  const { companyId, userId } = caller
  if ((await currencyOfBooks(tx, companyId)) === undefined) return refuse('BooksNotOpen')
  const read = format === 'JSON' ? readJsonFeed(content) : readXmlFeed(content)
  if (isRefusal(read)) return read
  const feed: ExpenseFeed = {
    ...{ id: newId(), companyId, system, format, receivedBy: userId, receivedAt: now },
    ...{ beginsOn: covers?.beginsOn ?? null, endsOn: covers?.endsOn ?? null },
  }
  const claims = read.map((one, index): ExpenseFeedClaim => {
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
    return { ...place, externalId, status: 'RECEIVED', digest: digestOf(claim), content: claim, faults: [] }
  })
  await insertFeed(tx, feed, claims)
  return feed
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

/** The same for one claim of a feed. */
export async function takeFedClaim(
  transactor: Transactor<Tx>,
  caller: Caller,
  feedClaimId: string,
  approvals: Approvals,
): Promise<void> {
  const outcome = await transactor.transact(caller, 'takeFedClaim', (unit) => take(unit, feedClaimId, approvals))
  if (!isRefusal(outcome)) return
  await transactor.transact(caller, 'rejectFedClaim', async ({ tx }) => {
    const held = await lockFeedClaim(tx, feedClaimId)
    if (!held || held.status === 'TAKEN' || held.status === 'KNOWN') return
    const status = outcome.refusal === 'FedClaimDiffers' ? 'DIFFERENT' : 'REJECTED'
    const faults = outcome.refusal === 'FedClaimFaulty' ? outcome.faults : [{ line: null, refusal: outcome }]
    await saveFeedClaim(tx, { id: feedClaimId, status, faults, expenseClaimId: null })
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
  if (held.status === 'TAKEN' || held.status === 'KNOWN') return feedClaimId
  const { system, externalId, digest, content } = held
  const source = await lockClaimSource(tx, caller.companyId, { system, externalId })
  if (source && source.digest !== digest) return refuse('FedClaimDiffers', { externalId, claimNumber: source.number })
  if (source) {
    await saveFeedClaim(tx, { id: held.id, status: 'KNOWN', faults: [], expenseClaimId: source.expenseClaimId })
    return feedClaimId
  }
  const claim = await writeAndSubmit(unit, system, content, approvals)
  if (isRefusal(claim)) return claim
  const claimedOn = content.claimedOn as BusinessDate
  await saveClaimSource(tx, caller.companyId, { system, externalId, digest, claimedOn, expenseClaimId: claim.id })
  await saveFeedClaim(tx, { id: held.id, status: 'TAKEN', faults: [], expenseClaimId: claim.id })
  return feedClaimId
}

/** A claim like one that somebody wrote and handed over here: the same rules, the same approval. */
async function writeAndSubmit(
  unit: UnitOfWork,
  system: string,
  content: FedClaim,
  approvals: Approvals,
): Promise<ExpenseClaim | FedClaimFaulty> {
  const codes = await meaningOfCodes(unit.tx, unit.caller.companyId, system, codesOf(content))
  const written = translate(content, new Map(codes.map((code) => [codeKey(code), code.valueId])))
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

/** Of what a claim says; its fields are in the order the reader gives them, whatever the order of the feed. */
function digestOf({ externalId: _, ...claim }: FedClaim): string {
  return createHash('sha256').update(JSON.stringify(claim)).digest('hex')
}

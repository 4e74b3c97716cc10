import type { Refusal } from '@erp/values'
import { type Charge, cancelCharge as cancel, confirmCharge as confirm } from '../domain/charge.ts'
import type { LegKind } from '../domain/document-leg.ts'
import { type InvalidInput, invalid, requireVersion, type StaleVersion, textProblem } from '../domain/input.ts'
import { type DatedEvent, type NotPostable, type PeriodNotOpen, whyPeriodNotOpen } from '../domain/posting-readiness.ts'
import { findLegs, openLegs } from '../store/document-legs.ts'
import { readPostingFacts } from '../store/posting-facts.ts'
import type { Tx, Unit } from './unit.ts'
import { type ChargedGoods, whyChargesNotPostable } from './why-charges-not-postable.ts'

/** What makes one kind of charge differ from the other; the lines are those it takes from, by their ids. */
export interface ChargeKind<
  Document extends Charge,
  Line extends ChargedGoods,
  NotFound extends Refusal,
  StatusWrong extends Refusal,
  NotPosted extends Refusal,
> {
  readonly type: 'SALES_INVOICE' | 'CREDIT_NOTE'
  readonly lock: (tx: Tx, id: string) => Promise<Document | undefined>
  readonly lockLines: (tx: Tx, document: Document) => Promise<ReadonlyMap<string, Line>>
  readonly save: (tx: Tx, document: Document) => Promise<Document>
  /** Gives back what the lines took. */
  readonly release: (tx: Tx, document: Document) => Promise<void>
  readonly announce: (
    unit: Unit,
    document: Document,
    fact: 'CONFIRMED' | 'CANCELLED',
    lines: ReadonlyMap<string, Line>,
  ) => Promise<void>
  /** Where something follows from it. */
  readonly legs: (lines: ReadonlyMap<string, Line>) => readonly LegKind[]
  readonly eventOf: (document: Document) => DatedEvent
  readonly notFound: (id: string) => NotFound
  readonly statusWrong: (status: Document['status'], allowed: readonly Document['status'][]) => StatusWrong
  readonly notPosted: (id: string) => NotPosted
}

interface SeenCharge {
  readonly id: string
  readonly expectedVersion: number
}

/**
 * A draft counts from now on, and finance is told; `whyNot` is what else stands against it, and `first` what it becomes instead
 * where something has to come before.
 */
export async function confirmCharge<
  Document extends Charge,
  Line extends ChargedGoods,
  NotFound extends Refusal,
  StatusWrong extends Refusal,
  NotPosted extends Refusal,
  Reason extends Refusal,
>(
  unit: Unit,
  kind: ChargeKind<Document, Line, NotFound, StatusWrong, NotPosted>,
  { id, expectedVersion }: SeenCharge,
  whyNot: (document: Document, lines: ReadonlyMap<string, Line>) => Reason | undefined,
  first?: (document: Document) => Promise<Document | undefined>,
): Promise<Document | NotFound | StatusWrong | StaleVersion | Reason | NotPostable> {
  const { tx } = unit
  const document = await kind.lock(tx, id)
  if (!document) return kind.notFound(id)
  if (document.status !== 'DRAFT') return kind.statusWrong(document.status, ['DRAFT'])
  const stale = requireVersion(document, expectedVersion)
  if (stale) return stale
  const { companyId } = document
  const lines = await kind.lockLines(tx, document)
  const refused =
    whyNot(document, lines) ??
    (await whyChargesNotPostable(tx, { ...kind.eventOf(document), companyId }, lines.values()))
  if (refused) return refused
  const waiting = await first?.(document)
  if (waiting) return waiting

  const confirmed = await kind.save(tx, confirm(document, unit.now))
  await openLegs(tx, { id, companyId, type: kind.type, kinds: kind.legs(lines) })
  await kind.announce(unit, confirmed, 'CONFIRMED', lines)
  return confirmed
}

/**
 * Gives up a draft, or takes back what counts: on its own day, whose period must be open. Its voucher must be posted first, so
 * that what is told of its leg from now on is about the way back.
 */
export async function cancelCharge<
  Document extends Charge,
  Line extends ChargedGoods,
  NotFound extends Refusal,
  StatusWrong extends Refusal,
  NotPosted extends Refusal,
  Reason extends Refusal,
>(
  unit: Unit,
  kind: ChargeKind<Document, Line, NotFound, StatusWrong, NotPosted>,
  { id, expectedVersion, reason }: SeenCharge & { readonly reason: string },
  whyNot: (document: Document, lines: ReadonlyMap<string, Line>) => Reason | undefined,
): Promise<Document | NotFound | StatusWrong | NotPosted | StaleVersion | Reason | PeriodNotOpen | InvalidInput> {
  const { tx } = unit
  const reasonProblem = textProblem(reason, 200)
  if (reasonProblem) return invalid('reason', reasonProblem)
  const document = await kind.lock(tx, id)
  if (!document) return kind.notFound(id)
  const { status, companyId } = document
  if (status === 'CANCELLED') return kind.statusWrong(status, ['DRAFT', 'CONFIRMED'])
  const stale = requireVersion(document, expectedVersion)
  if (stale) return stale
  const lines = await kind.lockLines(tx, document)
  const takenBack = status === 'CONFIRMED'
  const inTheWay = whyNot(document, lines) ?? (takenBack ? await whyNotTakenBack(tx, kind, document) : undefined)
  if (inTheWay) return inTheWay

  const cancelled = await kind.save(tx, cancel(document, reason))
  await kind.release(tx, cancelled)
  if (!takenBack) return cancelled
  await openLegs(tx, { id, companyId, type: kind.type, kinds: kind.legs(lines) })
  await kind.announce(unit, cancelled, 'CANCELLED', lines)
  return cancelled
}

async function whyNotTakenBack<Document extends Charge, NotPosted extends Refusal>(
  tx: Tx,
  kind: {
    readonly eventOf: (document: Document) => DatedEvent
    readonly notPosted: (id: string) => NotPosted
  },
  document: Document,
): Promise<NotPosted | PeriodNotOpen | undefined> {
  const legs = await findLegs(tx, [document.id])
  if (legs.some(({ kind: leg, state }) => leg !== 'APPROVAL' && state !== 'POSTED')) return kind.notPosted(document.id)
  const event = kind.eventOf(document)
  return whyPeriodNotOpen(event, await readPostingFacts(tx, document.companyId, event))
}

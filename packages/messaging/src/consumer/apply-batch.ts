import type { Sql, SystemUnit } from '@erp/service-kit'
import type { Arrival } from './arrival.ts'
import {
  type Floor,
  type LaneRow,
  lockLanes,
  type ParkedRow,
  readRemembered,
  type Settlement,
  writeResult,
} from './inbox-rows.ts'
import { advance, enqueue, head, holdHead, type Lane, place, stop } from './lane.ts'
import { type Dispatch, gapPatienceMs, type History, hold, type Verdict } from './verdict.ts'

/** What one transaction of a consumer works on. */
export interface Batch<Tx extends Sql> {
  readonly consumer: string
  /** Messages that just came. */
  readonly arrivals: readonly Arrival[]
  /** Subjects that may have something due among what the inbox keeps. */
  readonly subjects: readonly string[]
  readonly dispatch: Dispatch<Tx>
  /** Applies this message and no other: the way to find out which one of a batch fails. */
  readonly only?: string
  /** Up to where the stream is acknowledged, to be noted on the way. */
  readonly floor?: Floor | undefined
}

/** A message in its lane. */
interface Item {
  readonly arrival: Arrival
  readonly history: History
  readonly receivedAt: Date
  /** Whether the inbox has it already. */
  readonly parked: boolean
}

const never: History = { attempts: 0, reason: null, facts: {} }
const largestRun = 64

/**
 * Takes messages into the inbox and applies those whose turn it is, with everything their handlers write, in the
 * caller's transaction. A message the inbox knows is left alone; one that comes too early waits for the missing one, and
 * is applied in the same transaction as soon as that one is; one whose number is taken stops its subject.
 */
export async function applyBatch<Tx extends Sql>(unit: SystemUnit<Tx>, batch: Batch<Tx>): Promise<void> {
  const { tx } = unit
  const { consumer } = batch
  const rows = await lockLanes(tx, consumer, [
    ...new Set([...batch.arrivals.map((one) => one.subject), ...batch.subjects]),
  ])
  const { known, parked } = await readRemembered(tx, consumer, rows, {
    eventIds: batch.arrivals.map((one) => one.eventId),
    reach: largestRun,
  })

  const lanes = openLanes(rows, parked)
  const settlements = takeIn(lanes, batch.arrivals, known, unit.now)
  for (let run = nextRun(lanes, batch.only); run.length > 0; run = batch.only ? [] : nextRun(lanes, undefined)) {
    const turns = run.map(({ arrival, history, receivedAt }) => ({
      arrival,
      attempt: history.attempts + 1,
      receivedAt,
    }))
    const verdicts = await batch.dispatch(unit, turns)
    for (const item of run) settlements.push(settle(lanes, item, verdicts.get(item.arrival.eventId)))
  }
  const settled = new Set(settlements.map((one) => one.arrival.eventId))
  settlements.push(...waitingOn(lanes).filter((one) => !settled.has(one.arrival.eventId)))

  await writeResult(unit, consumer, { settlements, moves: moves(rows, lanes, settlements), floor: batch.floor })
}

type Lanes = Map<string, Lane<Item>>

function openLanes(rows: readonly LaneRow[], parked: readonly ParkedRow[]): Lanes {
  const bySubject = Map.groupBy(parked, (row) => row.subject)
  return new Map(
    rows.map((row) => {
      const ahead = (bySubject.get(row.subject) ?? []).filter((kept) => kept.subject_seq > row.last_seq)
      const waiting = new Map(ahead.map((kept) => [kept.subject_seq, asWaiting(kept)]))
      return [row.subject, { lastSeq: row.last_seq, stopped: row.stopped_reason !== null, waiting }]
    }),
  )
}

function asWaiting(row: ParkedRow) {
  const arrival: Arrival = {
    eventId: row.event_id,
    stream: row.stream,
    streamEpoch: row.stream_epoch,
    streamSeq: row.stream_seq,
    subject: row.subject,
    subjectSeq: row.subject_seq,
    type: row.type,
    companyId: row.company_id,
    aggregateId: row.aggregate_id,
    payload: row.payload,
    envelope: row.headers,
  }
  const history = { attempts: row.attempts, reason: row.reason, facts: row.facts }
  const mayRun = row.status === 'waiting_gap' || (row.status === 'blocked' && row.due)
  return { eventId: row.event_id, item: { arrival, history, receivedAt: row.received_at, parked: true }, mayRun }
}

/** Puts new messages into their lanes; returns what is decided about those that do not fit into any. */
function takeIn(lanes: Lanes, arrivals: readonly Arrival[], known: ReadonlySet<string>, now: Date): Settlement[] {
  const refused: Settlement[] = []
  const seen = new Set(known)
  for (const arrival of [...arrivals].sort((left, right) => left.streamSeq - right.streamSeq)) {
    const lane = lanes.get(arrival.subject)
    if (seen.has(arrival.eventId) || lane === undefined) continue
    seen.add(arrival.eventId)
    if (arrival.subjectSeq === 0) {
      refused.push(refuse(arrival, 'UNREADABLE'))
    } else if (place(lane, { eventId: arrival.eventId, seq: arrival.subjectSeq }) === 'fork') {
      refused.push(refuse(arrival, 'FORK'))
      lanes.set(arrival.subject, stop(lane))
    } else {
      const item = { arrival, history: never, receivedAt: now, parked: false }
      lanes.set(arrival.subject, enqueue(lane, arrival.subjectSeq, arrival.eventId, item, true))
    }
  }
  return refused
}

/** The heads of the lanes in the order of the stream, as far as they are of one type. */
function nextRun(lanes: Lanes, only: string | undefined): Item[] {
  const heads = [...lanes.values()]
    .map(head)
    .filter((item) => item !== undefined && (only === undefined || item.arrival.eventId === only))
    .filter((item) => item !== undefined)
    .sort((left, right) => left.arrival.streamSeq - right.arrival.streamSeq)
  const end = heads.findIndex((item) => item.arrival.type !== heads[0]?.arrival.type)
  return heads.slice(0, Math.min(end === -1 ? heads.length : end, largestRun))
}

function settle(lanes: Lanes, item: Item, verdict: Verdict | undefined): Settlement {
  const { arrival, history, parked } = item
  const lane = lanes.get(arrival.subject)
  const attempts = history.attempts + 1
  if (verdict === undefined) {
    if (lane) lanes.set(arrival.subject, advance(lane))
    return { arrival, status: 'applied', attempts, reason: null, facts: {}, retryAfterMs: 0, parked }
  }
  if (lane) lanes.set(arrival.subject, holdHead(lane))
  return { arrival, attempts, parked, ...hold(verdict, attempts, history) }
}

function refuse(arrival: Arrival, reason: string): Settlement {
  return { arrival, status: 'dead', attempts: 0, reason, facts: {}, retryAfterMs: 0, parked: false }
}

/** What came and has to wait. */
function waitingOn(lanes: Lanes): Settlement[] {
  return [...lanes.values()].flatMap((lane) =>
    [...lane.waiting.values()]
      .filter(({ item }) => !item.parked)
      .map(({ item }) => ({
        arrival: item.arrival,
        status: 'waiting_gap' as const,
        attempts: item.history.attempts,
        reason: null,
        facts: {},
        retryAfterMs: gapPatienceMs,
        parked: false,
      })),
  )
}

function moves(rows: readonly LaneRow[], lanes: Lanes, settlements: readonly Settlement[]) {
  const lastApplied = new Map(
    settlements.filter((one) => one.status === 'applied').map((one) => [one.arrival.subject, one.arrival.eventId]),
  )
  return rows.flatMap((row) => {
    const lane = lanes.get(row.subject)
    if (lane === undefined) return []
    const stopped = lane.stopped && row.stopped_reason === null
    if (lane.lastSeq === row.last_seq && !stopped) return []
    return {
      subject: row.subject,
      last_seq: lane.lastSeq,
      last_event_id: lastApplied.get(row.subject) ?? null,
      stopped_reason: lane.stopped ? (row.stopped_reason ?? 'FORK') : null,
    }
  })
}

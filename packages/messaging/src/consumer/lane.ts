/** The order of one subject, as far as one batch knows it. Pure: rows go in, decisions come out. */
export interface Lane<Item> {
  /** The number of the last message that is applied or passed over. */
  readonly lastSeq: number
  /** Set when two messages claimed one number: nothing goes on until a person has decided. */
  readonly stopped: boolean
  /** What waits, by number: the next one goes on when it may. */
  readonly waiting: ReadonlyMap<number, { readonly eventId: string; readonly item: Item; readonly mayRun: boolean }>
}

export type Placement =
  /** Its number is the next: it can be applied now, once. */
  | 'next'
  /** An earlier one is missing or held. */
  | 'ahead'
  /** Another message has had or has its number. */
  | 'fork'

/** Where a message that the inbox does not know yet belongs. */
export function place<Item>(lane: Lane<Item>, arrival: { readonly eventId: string; readonly seq: number }): Placement {
  if (arrival.seq <= lane.lastSeq) return 'fork'
  const rival = lane.waiting.get(arrival.seq)
  if (rival !== undefined && rival.eventId !== arrival.eventId) return 'fork'
  return arrival.seq === lane.lastSeq + 1 && !lane.stopped ? 'next' : 'ahead'
}

/** Adds a message to those that wait. */
export function enqueue<Item>(lane: Lane<Item>, seq: number, eventId: string, item: Item, mayRun: boolean): Lane<Item> {
  return { ...lane, waiting: new Map(lane.waiting).set(seq, { eventId, item, mayRun }) }
}

/** The message that can be applied now, if there is one. */
export function head<Item>(lane: Lane<Item>): Item | undefined {
  if (lane.stopped) return undefined
  const next = lane.waiting.get(lane.lastSeq + 1)
  return next?.mayRun ? next.item : undefined
}

/** The lane after its head was applied. */
export function advance<Item>(lane: Lane<Item>): Lane<Item> {
  const waiting = new Map(lane.waiting)
  waiting.delete(lane.lastSeq + 1)
  return { ...lane, lastSeq: lane.lastSeq + 1, waiting }
}

/** The lane after its head was held: it stays the head, and nothing behind it runs. */
export function holdHead<Item>(lane: Lane<Item>): Lane<Item> {
  const next = lane.waiting.get(lane.lastSeq + 1)
  if (next === undefined) return lane
  return { ...lane, waiting: new Map(lane.waiting).set(lane.lastSeq + 1, { ...next, mayRun: false }) }
}

/** The lane after two messages claimed one number. */
export function stop<Item>(lane: Lane<Item>): Lane<Item> {
  return { ...lane, stopped: true }
}

const listeners = new Set<() => void>()

/** Calls `wake` whenever a transaction of this process made parked messages due; returns what ends that. */
export function onInboxDue(wake: () => void): () => void {
  listeners.add(wake)
  return () => void listeners.delete(wake)
}

/** Tells the consumers of this process to look at what is due now instead of at the next poll. */
export function inboxDue(): void {
  for (const wake of listeners) wake()
}

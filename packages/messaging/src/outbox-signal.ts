const listeners = new Set<() => void>()

/** Calls `wake` whenever a transaction of this process committed messages; returns what ends that. */
export function onOutboxFilled(wake: () => void): () => void {
  listeners.add(wake)
  return () => void listeners.delete(wake)
}

/** Tells the relays of this process that there is something to send. Those of other processes find it by polling. */
export function outboxFilled(): void {
  for (const wake of listeners) wake()
}

const listeners = new Set<() => void>()

/** Calls `forget` whenever a transaction of this process wrote news about rights; returns what ends that. */
export function onRightsChanged(forget: () => void): () => void {
  listeners.add(forget)
  return () => void listeners.delete(forget)
}

/** Tells what this process remembers of rights to look again. Other processes notice when their memory ends. */
export function rightsChanged(): void {
  for (const forget of listeners) forget()
}

export interface EventuallyOptions {
  /** Milliseconds after which the last failure is thrown; 10 seconds unless told. */
  readonly withinMs?: number
  readonly everyMs?: number
}

/** Repeats `check` until it throws nothing, and returns what it returned; gives up with its last failure. */
export async function eventually<T>(check: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const deadline = performance.now() + (options.withinMs ?? 10_000)
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() >= deadline) throw error
    }
    await new Promise((done) => setTimeout(done, options.everyMs ?? 25))
  }
}

import type { Logger } from './logger.ts'

export interface Repeated {
  /** Begins no further pass, and ends after the one under way. */
  stop(): Promise<void>
}

/** How often, and who is told of what failed. */
export interface Timing {
  readonly intervalMs: number
  readonly logger: Logger
}

export interface Repetition extends Timing {
  /** What to say of a pass that failed, such as `the ledger could not be rolled up`. */
  readonly failed: string
  /** Begins with a pass, instead of after the first interval. */
  readonly atOnce?: boolean
}

/** Does a pass every `intervalMs`, one at a time: none begins while one is under way. A failed one is logged and tried again. */
export function repeat(pass: () => Promise<unknown>, { intervalMs, logger, failed, atOnce }: Repetition): Repeated {
  let underWay: Promise<unknown> | undefined
  const begin = () => {
    underWay ??= pass()
      .catch((error: unknown) => logger.warn({ err: error }, `${failed}; it is tried again`))
      .finally(() => {
        underWay = undefined
      })
  }
  if (atOnce) begin()
  const timer = setInterval(begin, intervalMs)
  return {
    async stop() {
      clearInterval(timer)
      await underWay
    },
  }
}

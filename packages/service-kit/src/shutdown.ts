import type { Logger } from './logger.ts'

export type ShutdownStep = readonly [name: string, run: () => Promise<void>]

/** How long one step may take before the next one starts anyway. */
const stepTimeoutMs = 10_000

/**
 * Stops the process in order on SIGTERM or SIGINT: unready first, then the steps as listed, each bounded in time and
 * none prevented by the failure of another. Exits 0, or 1 when a step failed. A second signal exits at once.
 */
export function onShutdown(logger: Logger, steps: readonly ShutdownStep[]): void {
  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    logger.info({ signal }, 'stopping')
    const failed = await runSteps(logger, steps)
    logger.info({ failed }, 'stopped')
    process.exit(failed === 0 ? 0 : 1)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}

/** Runs the steps in order, each bounded by `timeoutMs`; returns how many failed. */
export async function runSteps(
  logger: Logger,
  steps: readonly ShutdownStep[],
  timeoutMs: number = stepTimeoutMs,
): Promise<number> {
  let failed = 0
  for (const [step, run] of steps) {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error(`took longer than ${timeoutMs} ms`)), timeoutMs)
    try {
      await Promise.race([run(), late.promise])
    } catch (error) {
      failed += 1
      logger.error({ err: error, step }, 'a step of stopping failed')
    } finally {
      clearTimeout(timer)
    }
  }
  return failed
}

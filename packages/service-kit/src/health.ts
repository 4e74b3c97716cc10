/** Thrown text of a failed check is shown on /readyz, so checks word it without addresses or secrets. */
export type HealthCheck = () => void | Promise<void>

export interface Readiness {
  readonly ready: boolean
  /** 'ok' or what is wrong, by check. */
  readonly checks: Readonly<Record<string, string>>
}

export interface Health {
  /** Adds a check that throws while its part cannot do its work. */
  check(name: string, run: HealthCheck): void
  /** From now on the process reports that it is not ready: it is stopping. */
  drain(): void
  readiness(): Promise<Readiness>
}

/** Readiness of a process: every check must answer without throwing within `timeoutMs`. */
export function createHealth(timeoutMs = 2_000): Health {
  const checks = new Map<string, HealthCheck>()
  let draining = false
  return {
    check(name, run) {
      checks.set(name, run)
    },
    drain() {
      draining = true
    },
    async readiness() {
      const answers = await Promise.all([...checks].map(async ([name, run]) => [name, await answer(run, timeoutMs)]))
      const results: Record<string, string> = Object.fromEntries(answers)
      if (draining) results.process = 'stopping'
      return { ready: Object.values(results).every((result) => result === 'ok'), checks: results }
    },
  }
}

async function answer(run: HealthCheck, timeoutMs: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve('no answer'), timeoutMs)
  try {
    return await Promise.race([
      promise,
      Promise.resolve()
        .then(run)
        .then(() => 'ok'),
    ])
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  } finally {
    clearTimeout(timer)
  }
}

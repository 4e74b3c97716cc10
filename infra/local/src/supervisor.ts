import { setTimeout as delay } from 'node:timers/promises'

/** A process that was started and is ready. */
export interface Running {
  readonly pid: number
  readonly exited: Promise<unknown>
  readonly stop: () => Promise<unknown>
}

export interface Part {
  readonly name: string
  readonly url: string
  readonly logFile: string
  /** Starts the process and waits until it is ready. */
  readonly start: () => Promise<Running>
}

export interface PartState {
  readonly name: string
  readonly url: string
  readonly logFile: string
  readonly pid: number
  readonly restarts: number
}

export interface Supervisor {
  /** Starts a part, and starts it again whenever it ends by itself. Throws when the first start fails. */
  readonly run: (part: Part) => Promise<void>
  readonly states: () => PartState[]
  /** Stops the parts named, all at once, in the order of the groups. */
  readonly stop: (groups: readonly (readonly string[])[]) => Promise<void>
}

const firstDelayMs = 200
const longestDelayMs = 10_000
/** A process that ran this long is not in a crash loop: its next restart is quick again. */
const steadyAfterMs = 30_000

/** Keeps processes running: what crashes is started again, at once and then ever more slowly. */
export function createSupervisor(report: (event: string) => void, changed: () => void): Supervisor {
  const parts = new Map<string, { part: Part; running: Running | undefined; restarts: number }>()
  const stopping = new AbortController()

  const keepRunning = async (name: string) => {
    const entry = parts.get(name)
    let delayMs = firstDelayMs
    while (entry && !stopping.signal.aborted) {
      const startedAt = Date.now()
      await entry.running?.exited
      if (stopping.signal.aborted) return
      if (entry.running) report(`${name} has ended and is started again; its log is ${entry.part.logFile}`)
      delayMs = Date.now() - startedAt > steadyAfterMs ? firstDelayMs : delayMs
      await delay(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      delayMs = Math.min(delayMs * 2, longestDelayMs)
      if (stopping.signal.aborted) return
      entry.restarts += 1
      try {
        entry.running = await entry.part.start()
        report(`${name} runs again`)
        changed()
      } catch (error) {
        entry.running = undefined
        report(error instanceof Error ? error.message : String(error))
      }
    }
  }

  return {
    run: async (part) => {
      const entry = { part, running: undefined as Running | undefined, restarts: 0 }
      parts.set(part.name, entry)
      entry.running = await part.start()
      changed()
      void keepRunning(part.name)
    },
    states: () =>
      [...parts.values()].flatMap(({ part: { name, url, logFile }, running, restarts }) =>
        running ? [{ name, url, logFile, pid: running.pid, restarts }] : [],
      ),
    stop: async (groups) => {
      stopping.abort()
      for (const group of groups) {
        await Promise.all(group.map((name) => parts.get(name)?.running?.stop()))
      }
    },
  }
}

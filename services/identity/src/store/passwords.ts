import { type Refusal, refuse } from '@erp/values'
import { hash, parseOptions, verify } from '@node-rs/argon2'

/** OWASP's floor for argon2id, the library's default algorithm: 19 MiB, two passes, one lane. */
export const hashingCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const hashesAtOnce = 2
const longestQueue = 64

/** More logins wait than can be hashed within a few seconds. */
export type TooBusy = Refusal<'LoginThrottled', { retryAfterSeconds: number }>

/** Hashes and checks passwords, two at a time at most, so that a flood of logins cannot take the machine. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** False for a wrong password and, after the same work, for no hash at all. Refuses when too many wait already. */
  matches(storedHash: string | undefined, password: string): Promise<boolean | TooBusy>
  /** True when the hash was made with other costs than today's. */
  isOutdated(storedHash: string): boolean
}

export async function createPasswords(): Promise<Passwords> {
  const turns = createTurns(hashesAtOnce)
  /** Unknown users are checked against this, so that they take as long as known ones. */
  const nobodysHash = await hash(crypto.randomUUID(), hashingCost)

  return {
    hash: (password) => turns.take(() => hash(password, hashingCost)),
    async matches(storedHash, password) {
      if (turns.waiting() >= longestQueue) return refuse('LoginThrottled', { retryAfterSeconds: 5 })
      const right = await turns.take(() => verify(storedHash ?? nobodysHash, password))
      return storedHash !== undefined && right
    },
    isOutdated(storedHash) {
      const used = parseOptions(storedHash)
      return (
        used.memoryCost !== hashingCost.memoryCost ||
        used.timeCost !== hashingCost.timeCost ||
        used.parallelism !== hashingCost.parallelism
      )
    },
  }
}

/** Lets `limit` pieces of work run at once; the others wait in order. */
function createTurns(limit: number) {
  let running = 0
  const queue: (() => void)[] = []
  return {
    waiting: () => queue.length,
    async take<Result>(work: () => Promise<Result>): Promise<Result> {
      if (running >= limit) await new Promise<void>((resolve) => queue.push(resolve))
      else running += 1
      try {
        return await work()
      } finally {
        const next = queue.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}

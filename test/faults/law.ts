import { setTimeout as delay } from 'node:timers/promises'
import type { TestSystem } from '@erp/testing'
import { onTestFinished } from 'vitest'
import type { TestCompany } from '../support/test-company.ts'
import { brokenInvariants } from './invariants.ts'

export interface LawWatch {
  /** Stops looking; answers what was seen. */
  readonly stop: () => Promise<{ readonly looks: number; readonly breaks: readonly string[] }>
}

/**
 * Looks again and again whether stock value = ledger value + value in flight: in the graph, whenever the services that
 * know it answer, and with all other invariants in the databases.
 */
export function watchLaw(system: TestSystem, company: TestCompany): LawWatch {
  const breaks: string[] = []
  let looks = 0
  let stopping = false
  const inTheGraph = async () => {
    while (!stopping) {
      const seen = await company.reconciliation().catch(() => undefined) // one of the services is dead just now
      if (seen !== undefined) looks += 1
      if (seen !== undefined && seen.difference !== '0.00') breaks.push(`the graph says ${JSON.stringify(seen)}`)
      await delay(50)
    }
  }
  const inTheDatabases = async () => {
    while (!stopping) {
      breaks.push(...(await brokenInvariants(system)))
      await delay(1_000)
    }
  }
  const watching = Promise.all([inTheGraph(), inTheDatabases()])
  const stop = async () => {
    stopping = true
    await watching
    return { looks, breaks }
  }
  onTestFinished(async () => {
    await stop().catch(() => undefined)
  })
  return { stop }
}

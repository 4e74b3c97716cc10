import { type TestSystem, useSystem } from '@erp/testing'
import { test } from 'vitest'
import { registerCompany, type TestCompany } from './test-company.ts'

/** Where a scenario plays: a company of its own in the system that all scenarios share. */
export interface Scene {
  readonly company: TestCompany
  readonly system: TestSystem
  /** Another company, with nothing to do with the first. */
  readonly anotherCompany: () => Promise<TestCompany>
}

export type Story = (scene: Scene) => Promise<void>

/** The system all scenarios share, and the word that begins one. Awaited at the top level of a test file. */
export async function useScenarios(): Promise<(title: string, story: Story, timeoutMs?: number) => void> {
  const system = await useSystem()
  return (title, story, timeoutMs = 60_000) =>
    test(title, { timeout: timeoutMs }, async () => {
      await story({ company: await registerCompany(system), system, anotherCompany: () => registerCompany(system) })
    })
}

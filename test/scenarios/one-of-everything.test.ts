import { expect } from 'vitest'
import { brokenInvariants } from '../faults/invariants.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario(
  'With a document of every kind, and goods still between two warehouses, stock and books agree',
  async ({ company, system }) => {
    await makeOneOfEverything(company, system)
    await company.atRest()
    expect(await brokenInvariants(system)).toEqual([])
  },
  180_000,
)

import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import { ledgerKeepingOf } from '../support/voucher-writing.ts'

const scenario = await useScenarios()

scenario('Whoever left is forgotten, and vouchers, totals and trails stay as they are', async ({ company }) => {
  const { accountant, controller, administrator, auditor } = company
  const [draft] = await ledgerKeepingOf(accountant, controller).records([
    ['2026-03-05', 'Sold for a bill', 'Dr 1121 113.00', 'Cr 6001 113.00'],
  ])
  const number = draft?.voucher?.number ?? ''
  const before = await books(controller)
  expect(await preparerOf(administrator, number)).toBe('accountant')

  const { myPersonalData } = await accountant.ask<{ myPersonalData: { userId: string; username: string } }>(
    'MyPersonalData',
  )
  const { userId, username } = myPersonalData
  expect(username).toBe(`accountant-${company.code}`.toLowerCase())
  expect(await refusalOf(administrator.change('PseudonymiseUser', { userId, expectedVersion: 1 }))).toMatchObject({
    code: 'USER_STILL_ACTIVE',
  })
  await administrator.change('DisableUser', { userId, expectedVersion: 1 })
  await administrator.change('PseudonymiseUser', { userId, expectedVersion: 2 })

  expect(await preparerOf(administrator, number)).toMatch(/^Former user 已离职用户 [0-9A-F]{6}$/)
  expect(await books(controller)).toEqual(before)
  for (const service of ['Identity', 'Finance']) {
    const field = `verify${service}Audit`
    const { data, errors } = await auditor.send<Record<string, { intact: boolean }>>(`{ ${field} { intact } }`)
    expect({ data, errors }).toMatchObject({ data: { [field]: { intact: true } } })
  }
})

/** Every account with its balances, as the controller reads them. */
async function books(controller: Person): Promise<unknown> {
  const { trialBalance } = await controller.ask<{ trialBalance: unknown }>('TrialBalance', { period: '2026-03' })
  return trialBalance
}

async function preparerOf(reader: Person, number: string): Promise<string | undefined> {
  const { data, errors } = await reader.send<{ voucher: { preparedBy: { displayName: string } | null } }>(
    'query ($number: String!) { voucher(number: $number) { preparedBy { displayName } } }',
    { number },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.voucher.preparedBy?.displayName
}

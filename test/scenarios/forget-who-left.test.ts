import { type ServiceName, services } from '@erp/local'
import { type FieldPlace, type PersonKeys, personKeysOf } from '@erp/service-kit'
import { columnsWith, eventually, type TestSystem, testKeys } from '@erp/testing'
import { newId } from '@erp/values'
import { expect } from 'vitest'
import { brokenInvariants } from '../faults/invariants.ts'
import { claimingOf } from '../support/claiming.ts'
import { refusalOf } from '../support/graph-client.ts'
import { type Person, person } from '../support/people.ts'
import { buyerOf } from '../support/purchasing.ts'
import { storekeeperOf } from '../support/receiving.ts'
import { useScenarios } from '../support/scenario.ts'
import { sellerOf } from '../support/selling.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'
import { ledgerKeepingOf } from '../support/voucher-writing.ts'
import { everywhere, worksEverywhere } from '../support/working-everywhere.ts'

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
  await trailsAreIntact(auditor)
})

scenario(
  'The name of somebody who worked everywhere is afterwards in no database',
  async ({ company, system }) => {
    const { administrator, controller, auditor } = company
    const mark = newId().slice(-10)
    const known = await worked(company, system, mark)
    const before = await company.everything()
    const balances = await books(controller)
    const vouchers = await vouchersOf(system, company)
    expect(vouchers).toHaveLength(2)
    expect(await namedIn(system, mark)).toMatchObject({
      identity: [],
      finance: [],
    })

    const backup = await sealedOf(system, known)
    const keysNow = async () => personKeysOf((await testKeys()).fieldKeysFile)
    const readable = opened(await keysNow(), backup)
    expect(readable.filter((text) => text?.includes(mark))).toHaveLength(backup.length)

    const { userId } = known
    await administrator.change('DisableUser', { userId, expectedVersion: 2 })
    await administrator.change('PseudonymiseUser', { userId, expectedVersion: 3 })
    await company.atRest()

    expect(await namedIn(system, mark)).toEqual(Object.fromEntries(services.map((service) => [service, []])))
    const names = await namesShown(administrator, known)
    expect(names.employee).toMatch(/^Former user 已离职用户 [0-9A-F]{6}$/)
    expect(names.makers).toEqual([names.employee, names.employee])

    expect(opened(await keysNow(), backup)).toEqual(backup.map(() => undefined))
    expect(await vouchersOf(system, company)).toEqual(vouchers)
    expect(await books(controller)).toEqual(balances)
    const after = await company.everything()
    const changed = Object.keys(after).filter((table) => after[table] !== before[table])
    expect(
      changed.filter((table) => !/\.(audit_log|audit_change|inbox|outbox|membership_replica)$/.test(table)),
    ).toEqual([
      'inventory.replicated_dimension_value',
      'procurement.dimension_value_replica',
      'finance.dimension_value',
      'finance.dimension_value_revision',
    ])
    await trailsAreIntact(auditor)
    expect(await brokenInvariants(system)).toEqual([])
  },
  180_000,
)

/** Somebody by this mark who buys, amends, asks for goods, sells, moves stock and claims what they spent, as an employee of that name. */
async function worked(company: TestCompany, system: TestSystem, mark: string) {
  const { administrator, accountant, controller } = company
  const credentials = { username: `wang.${mark}`, password: 'Correct-Horse-8-Battery' }
  const named = { displayName: `王芳 ${mark}`, roleCodes: everywhere }
  const { id: userId } = await administrator.change<{ id: string }>('CreateUser', { ...credentials, ...named })
  const someone = person(system.gatewayUrl, async () => ({ ...credentials, companyCode: company.code }))
  await company.sales.session()
  const claiming = await claimingOf({ ...company, sales: sellerOf(someone, () => company) })
  const name = { zh: `王芳 ${mark}`, en: `Wang Fang ${mark}` }
  const employee = { dimension: 'EMPLOYEE', code: 'E-007', name }
  const { id: employeeId } = await accountant.change<{ id: string }>('CreateDimensionValue', employee)
  const { departmentId } = claiming
  await eventually(() => controller.change('SetExpenseClaimant', { employeeId, userId, departmentId, grade: 'STAFF' }))

  const contact = { idempotencyKey: newId(), userId, expectedVersion: 1, email: `${mark}@example.com` }
  const changed = await someone.send<{ changeContact: { userErrors: object[] } }>(
    'mutation ($input: ChangeContactInput!) { changeContact(input: $input) { userErrors { code } } }',
    { input: contact },
  )
  expect(changed.data?.changeContact.userErrors).toEqual([])
  const { bought } = await worksEverywhere(company, someone, claiming)
  const amended = await buyerOf(someone, () => company).amends(bought, 'More of it', ['5 × STEEL at 10.00'])
  await storekeeperOf(someone, () => company).receives(amended, ['5 × STEEL'])
  const needed = {
    itemId: company.itemIds.get('STEEL'),
    quantity: '2',
    neededOn: today,
    supplierId: company.supplierId,
  }
  const requisition = { requestedOn: today, purpose: 'Workshop', lines: [needed] }
  const { id: requisitionId } = await someone.change<{ id: string }>('CreatePurchaseRequisition', requisition)
  await someone.change('SubmitPurchaseRequisition', { requisitionId, expectedVersion: 1 })
  await company.atRest()
  return { userId, employeeId, order: bought.number }
}

interface Sealed {
  readonly place: FieldPlace
  readonly text: string
}

/** What a dump of the databases holds of somebody: all that is sealed with a key of theirs, with the place it is bound to. */
async function sealedOf(system: TestSystem, { userId, employeeId }: { userId: string; employeeId: string }) {
  const placed = (table: string, column: string, row: string, text: string): Sealed => ({
    place: { table, column, row },
    text,
  })
  const [user] = await system.database('identity').rows<{ username: string; name: string; email: string }>`
    select username, display_name as name, sealed_email as email
    from users join user_contacts on user_id = id where id = ${userId}::uuid`
  const names = await system.database('finance').rows<{ zh: string; en: string }>`
    select name_zh as zh, name_en as en from dimension_value where id = ${employeeId}::uuid
    union all select name_zh, name_en from dimension_value_revision where dimension_value_id = ${employeeId}::uuid`
  return [
    placed('users', 'username', userId, user?.username ?? ''),
    placed('users', 'display_name', userId, user?.name ?? ''),
    placed('user_contacts', 'email', userId, user?.email ?? ''),
    ...names.flatMap(({ zh, en }) => [
      placed('dimension_value', 'name_zh', employeeId, zh),
      placed('dimension_value', 'name_en', employeeId, en),
    ]),
  ]
}

/** What these say with the keys there are; undefined where the key was destroyed. */
function opened(persons: PersonKeys, sealed: readonly Sealed[]) {
  return sealed.map(({ place, text }) => persons.open(place, text))
}

/** By service, the columns in which something with this mark stands. */
async function namedIn(system: TestSystem, mark: string): Promise<Record<ServiceName, readonly string[]>> {
  const found = await Promise.all(
    services.map(async (service) => [service, await columnsWith(system.database(service), mark)] as const),
  )
  return Object.fromEntries(found) as Record<ServiceName, readonly string[]>
}

/** What the graph calls an employee, and who made the revisions of an order. */
async function namesShown(reader: Person, { employeeId, order }: { employeeId: string; order: string }) {
  const { data, errors } = await reader.send<{
    dimensionValues: { nodes: { id: string; name: { zh: string } }[] }
    purchaseOrder: { revisions: { madeBy: { displayName: string } | null }[] }
  }>(
    `query ($order: String!) {
      dimensionValues(dimension: EMPLOYEE, first: 10) { nodes { id name { zh } } }
      purchaseOrder(number: $order) { revisions { madeBy { displayName } } } }`,
    { order },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  const makers = data.purchaseOrder.revisions.map(({ madeBy }) => madeBy?.displayName)
  return { employee: data.dimensionValues.nodes.find(({ id }) => id === employeeId)?.name.zh, makers }
}

/** Every voucher of the company and its lines, as they are stored. */
function vouchersOf(system: TestSystem, { id }: TestCompany) {
  return system.database('finance').rows`
    select to_jsonb(voucher) as voucher,
           (select jsonb_agg(to_jsonb(line) order by line_number) from voucher_line as line where voucher_id = voucher.id) as lines
    from voucher where company_id = ${id}::uuid order by id`
}

async function trailsAreIntact(auditor: Person): Promise<void> {
  for (const service of services) {
    const field = `verify${service.charAt(0).toUpperCase()}${service.slice(1)}Audit`
    const { data, errors } = await auditor.send<Record<string, { intact: boolean }>>(`{ ${field} { intact } }`)
    expect({ data, errors }).toMatchObject({ data: { [field]: { intact: true } } })
  }
}

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

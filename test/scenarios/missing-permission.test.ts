import { expect } from 'vitest'
import { createGraphClient, type GraphClient, permissionMissingFor } from '../support/graph-client.ts'
import { type Job, jobs } from '../support/people.ts'
import { rootFieldsOfServices } from '../support/root-fields-of-services.ts'
import { useScenarios } from '../support/scenario.ts'
import {
  meaninglessArguments,
  operationOf,
  type RootField,
  readRootFields,
  smallestSelection,
} from '../support/schema-walk.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

/** Who may do what in buying and selling, as the business sees it. */
const mayDo: Readonly<Record<string, readonly Job[]>> = {
  createPurchaseOrder: ['buyer'],
  confirmPurchaseOrder: ['buyer'],
  amendPurchaseOrder: ['buyer'],
  createGoodsReceipt: ['storekeeper'],
  confirmGoodsReceipt: ['storekeeper'],
  createPurchaseReturn: ['buyer'],
  confirmPurchaseReturn: ['buyer'],
  createSalesOrder: ['sales'],
  confirmSalesOrder: ['sales'],
  overrideBudgetHold: ['controller'],
  overrideRequisitionBudgetHold: ['controller'],
  overrideCreditHold: ['controller'],
  limitCredit: ['controller'],
  customerCredit: ['sales', 'accountant', 'controller', 'auditor'],
  createDelivery: ['sales', 'storekeeper'],
  confirmDelivery: ['sales', 'storekeeper'],
  confirmSalesReturn: ['sales', 'storekeeper'],
  createSalesInvoice: ['sales', 'accountant', 'controller'],
  confirmSalesInvoice: ['accountant', 'controller'],
  salesInvoices: ['sales', 'accountant', 'controller', 'auditor'],
  createQuotation: ['sales'],
  orderQuotation: ['sales'],
  quotations: ['sales', 'accountant', 'controller', 'auditor'],
  createPurchaseRequisition: ['buyer', 'storekeeper', 'sales', 'accountant', 'controller'],
  closePurchaseRequisition: ['buyer', 'controller'],
  orderRequisitions: ['buyer'],
  createRequestForQuotation: ['buyer'],
  requestsForQuotation: ['buyer', 'accountant', 'controller', 'auditor'],
  awardQuotations: ['buyer'],
  createSupplierPriceList: ['buyer', 'controller'],
  supplierPriceLists: ['buyer', 'accountant', 'controller', 'auditor'],
  createPriceList: ['controller'],
  priceLists: ['sales', 'accountant', 'controller', 'auditor'],
  creditSalesReturn: ['sales', 'accountant', 'controller'],
  confirmCreditNote: ['accountant', 'controller'],
  salesOrders: ['sales', 'storekeeper', 'accountant', 'controller', 'auditor'],
  createItem: ['controller'],
  createWarehouse: ['controller'],
  createSupplier: ['buyer'],
  closePeriod: ['controller'],
  createBudget: ['accountant', 'controller'],
  setBudgetControl: ['controller'],
  budgetReport: ['accountant', 'controller', 'auditor'],
  setAccountRule: ['controller'],
  removeAccountRule: ['controller'],
  vouchers: ['accountant', 'controller', 'auditor'],
  trialBalance: ['accountant', 'controller', 'auditor'],
  purchaseOrders: ['buyer', 'storekeeper', 'accountant', 'controller', 'auditor'],
  createUser: [],
  registerCompany: [],
}

scenario('Whoever may not read of users still learns why they themselves may not do something', async ({ company }) => {
  const { buyer, storekeeper } = company
  const idOf = async (person: GraphClient) =>
    (await person.send<{ me: { user: { id: string } } }>('{ me { user { id } } }', {})).data?.me.user.id
  const why = (userId: string | undefined) =>
    buyer.send(
      'query ($userId: ID!) { explainAccess(userId: $userId, permission: "finance.period.close") { reason } }',
      { userId },
    )
  expect(await why(await idOf(buyer))).toEqual({ data: { explainAccess: { reason: 'ROLE_MISSING' } }, errors: [] })
  const { data, errors } = await why(await idOf(storekeeper))
  expect(data).toEqual({ explainAccess: null })
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'identity.user.read' } }])
})

scenario('Everybody does their own job and nobody another', async ({ company }) => {
  const fields = await readRootFields(company.administrator)
  const allowed = await Promise.all(
    Object.keys(mayDo).map(async (name) => {
      const field = fields.get(name)
      if (!field) throw new Error(`There is no ${name}`)
      const answers = await Promise.all(jobs.map(async (job) => [job, await permissionRefused(company, job, field)]))
      return [name, answers.filter(([, permission]) => permission === null).map(([job]) => job)] as const
    }),
  )
  expect(Object.fromEntries(allowed.map(([name, who]) => [name, [...who].sort()]))).toEqual(
    Object.fromEntries(Object.entries(mayDo).map(([name, who]) => [name, [...who].sort()])),
  )
})

scenario(
  'Whatever a job lacks the permission for is forbidden, the permission is named, and nothing happens',
  async ({ company }) => {
    const fields = await readRootFields(company.administrator)
    const declared = rootFieldsOfServices()
    await Promise.all(jobs.map((job) => company[job].session()))
    const before = await company.everything()

    for (const job of jobs) {
      const held = new Set((await company[job].session()).permissions)
      const lacking = [...fields.values()].filter(({ field }) => {
        const permission = declared.get(field.name)?.permission
        return permission !== undefined && !held.has(permission)
      })
      const refused = await Promise.all(
        lacking.map(async (field) => [field.field.name, await permissionRefused(company, job, field)] as const),
      )
      expect(lacking.length, job).toBeGreaterThan(10)
      expect(Object.fromEntries(refused), job).toEqual(
        Object.fromEntries(lacking.map(({ field }) => [field.name, declared.get(field.name)?.permission])),
      )
    }
    expect(await company.everything()).toEqual(before)
  },
  120_000,
)

scenario('Whatever permission the graph asks for, somebody can hold it', async ({ company }) => {
  const held = new Set((await company.administrator.session()).permissions)
  const fields = await readRootFields(company.administrator)
  const declared = rootFieldsOfServices()
  const needed = [...fields.keys()].flatMap((name) => declared.get(name)?.permission ?? [])
  expect(needed.length).toBeGreaterThan(50)
  expect([...new Set(needed)].filter((permission) => !held.has(permission))).toEqual([])
})

scenario('A storekeeper sees what lies there but not what it cost', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  await storekeeper.receives(order, ['100 × STEEL'])

  expect(await storekeeper.ask('StockOnHand')).toEqual({
    stockBalances: { nodes: [{ item: { code: 'STEEL' }, quantity: '100' }] },
  })
  const { data, errors } = await storekeeper.answer('StockBalances')
  expect(data).toMatchObject({ stockBalances: { nodes: [{ quantity: '100', value: null, unitCost: null }] } })
  expect(errors.map(({ extensions }) => extensions)).toMatchObject(
    Array(2).fill({ code: 'FORBIDDEN', permission: 'inventory.cost.read' }),
  )
  const seen = await storekeeper.answer('PurchaseOrderWithRevisions', { number: order.number })
  expect(seen.data).toMatchObject({
    purchaseOrder: { net: null, lines: { nodes: [{ unitPrice: null, quantity: '100' }] } },
  })
  expect(await permissionMissingFor(storekeeper.ask('Vouchers', { period: '2026-03' }))).toBe('finance.voucher.read')
})

scenario('Who is not signed in finds only the doors open', async ({ company, system }) => {
  const stranger = createGraphClient(system.gatewayUrl)
  const fields = await readRootFields(company.administrator)
  const before = await company.everything()
  const answers = await Promise.all(
    [...fields.values()].map(async (field) => [field.field.name, await errorCodes(stranger, field)] as const),
  )
  const open = answers.filter(([, codes]) => !codes.includes('UNAUTHENTICATED')).map(([name]) => name)
  expect(open.sort()).toEqual([
    'beginProviderLogin',
    'completeLogin',
    'completeProviderLogin',
    'createAccessToken',
    'login',
    'logout',
    'refreshSession',
    'signInProviders',
    'switchCompany',
  ])
  expect(await company.everything()).toEqual(before)
})

/** Sends a field with values that mean nothing. */
function sendMeaningless(client: GraphClient, field: RootField) {
  const values = meaninglessArguments(field)
  return client.send(operationOf(field, Object.keys(values), smallestSelection(field)), values)
}

async function errorCodes(client: GraphClient, field: RootField): Promise<unknown[]> {
  const { errors } = await sendMeaningless(client, field)
  return errors.map(({ extensions }) => extensions?.code)
}

/** The permission a person is told to lack for a field; null when it is not for want of one that it fails. */
async function permissionRefused(company: TestCompany, job: Job, field: RootField): Promise<unknown> {
  const { errors } = await sendMeaningless(company[job], field)
  const forbidden = errors.find(({ extensions }) => extensions?.code === 'FORBIDDEN')
  const broken = errors.find(({ extensions }) => extensions?.code !== 'FORBIDDEN')
  if (broken && broken.extensions?.code !== 'BAD_USER_INPUT') throw new Error(`${field.field.name}: ${broken.message}`)
  return forbidden?.extensions?.permission ?? null
}

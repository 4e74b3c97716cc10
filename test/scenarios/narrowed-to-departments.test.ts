import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import type { Ids } from '../support/id-use.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import { findsNothingById, findsNothingByReference, narrow, narrowedAdministrator } from '../support/out-of-reach.ts'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Named {
  readonly id: string
}

const ofDepartments: readonly (keyof Ids)[] = [
  ...(['department', 'draftRequisition', 'requisition', 'requisitionLine', 'draftInvoice', 'draftMovement'] as const),
]

/** A draft of an invoice for services, a line for each department; null for nobody's. */
function chargesServices({ accountant, supplierId, taxCodeId }: TestCompany, number: string, departments: Departments) {
  const service = { description: 'Advice', net: '10.00', tax: '1.30', taxCodeId }
  const [net, tax, gross] = [10, 1.3, 11.3].map((amount) => (amount * departments.length).toFixed(2))
  return accountant.change<Named>('CreateSupplierInvoice', {
    ...{ supplierId, supplierInvoiceNumber: number, invoicedOn: today, postedOn: today, net, tax, gross },
    expenses: departments.map((departmentId) => ({ ...service, departmentId })),
  })
}

/** A draft of what goes out, a line for each department. */
function takesOut({ storekeeper, itemIds, warehouses }: TestCompany, departments: Departments) {
  const lamp = { itemId: itemIds.get('LAMP'), warehouseId: warehouses.get('MAIN')?.id, quantity: '1' }
  return storekeeper.change<Named>('CreateMiscellaneousMovement', {
    ...{ kind: 'OTHER_ISSUE', businessDate: today, reason: 'Fair' },
    lines: departments.map((departmentId) => ({ ...lamp, departmentId })),
  })
}

type Departments = readonly (string | null)[]

async function department({ controller }: TestCompany, code: string): Promise<string> {
  const value = { dimension: 'DEPARTMENT', code, name: { zh: code, en: code } }
  return (await controller.change<Named>('CreateDimensionValue', value)).id
}

scenario(
  'Whoever is narrowed to a department finds nothing of what charges another, wherever the graph takes an id',
  async ({ company, system }) => {
    const made = await makeOneOfEverything(company, system)
    const near = await department(company, 'NEAR')
    await company.atRest()
    const [invoice, movement] = [
      await chargesServices(company, 'F-FAR', [near, made.department]),
      await takesOut(company, [near, made.department]),
    ]
    const ids = { ...made, draftInvoice: invoice.id, draftMovement: movement.id }
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { departmentIds: [near] })

    const before = await company.everything()
    expect(await findsNothingById({ company, narrowed, ids, beyond: ofDepartments })).toBeGreaterThan(20)
    expect(await company.everything()).toEqual(before)
    const requisitions = ['PurchaseRequisition', 'PurchaseRequisitionLine']
    const there = { company, narrowed, types: requisitions }
    expect((await findsNothingByReference(system, 'procurement', there)).sort()).toEqual(requisitions)
    const shown = await shownTo(narrowed)
    expect(shown).not.toContain(invoice.id)
    expect(shown).not.toContain(movement.id)
    expect(await shownTo(company.administrator)).toEqual(expect.arrayContaining([invoice.id, movement.id]))
  },
  180_000,
)

scenario(
  'A document is in reach when all departments its lines name are, and goods are nobody’s',
  async ({ company }) => {
    const { accountant, buyer, storekeeper, bookkeeper } = company
    const [near, far] = [await department(company, 'NEAR'), await department(company, 'FAR')]
    const received = await storekeeper.receives(await buyer.agreesOn(['5 × LAMP at 1.00']), ['5 × LAMP'])
    await company.atRest()
    const inReach = [
      await chargesServices(company, 'F-NEAR', [near, null]),
      await chargesServices(company, 'F-NOBODY', [null]),
      await bookkeeper.writesInvoice(received, ['5 × LAMP for 5.00 and 0.65'], 'F-GOODS'),
      await takesOut(company, [near]),
      await takesOut(company, [null]),
    ].map(({ id }) => id)
    await chargesServices(company, 'F-BOTH', [near, far])
    await takesOut(company, [near, far])
    await takesOut(company, [far])

    for (const job of ['accountant', 'storekeeper'])
      await narrow(company, `${job}-${company.code}`.toLowerCase(), { departmentIds: [near] })
    const seen = async () => [...(await invoicesOf(accountant)), ...(await movementsOf(storekeeper))].sort()
    await eventually(async () => expect(await seen()).toEqual([...inReach].sort()))

    const before = await company.everything()
    expect(await refusalOf(chargesServices(company, 'F-OTHER', [near, far]))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await refusalOf(takesOut(company, [far]))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await refusalOf(chargesServices(company, 'F-BOTH', [near]))).toMatchObject({
      code: 'SUPPLIER_INVOICE_NUMBER_TAKEN',
    })
    expect(await company.everything()).toEqual(before)
    const own = await chargesServices(company, 'F-OWN', [near])
    expect(await invoicesOf(accountant)).toContain(own.id)
  },
)

async function shownTo(reader: Person): Promise<readonly string[]> {
  return [...(await invoicesOf(reader)), ...(await movementsOf(reader))]
}

async function invoicesOf(reader: Person): Promise<readonly string[]> {
  const { data } = await reader.send<{ supplierInvoices: { nodes: Named[] } }>(
    '{ supplierInvoices(first: 100) { nodes { id lines { nodes { id } } } } }',
    {},
  )
  return data?.supplierInvoices.nodes.map(({ id }) => id) ?? []
}

async function movementsOf(reader: Person): Promise<readonly string[]> {
  const { data } = await reader.send<{ miscellaneousMovements: { nodes: Named[] } }>(
    '{ miscellaneousMovements(first: 100) { nodes { id } } }',
    {},
  )
  return data?.miscellaneousMovements.nodes.map(({ id }) => id) ?? []
}

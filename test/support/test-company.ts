import { randomBytes } from 'node:crypto'
import type { TestSystem } from '@erp/testing'
import { type Biller, billerOf } from './billing.ts'
import { type Controller, controllerOf } from './book-keeping.ts'
import { untilAtRest } from './company-at-rest.ts'
import { booksOf, type CompanyBooks } from './company-books.ts'
import { type Everything, everythingOf } from './everything.ts'
import { type Bookkeeper, bookkeeperOf } from './invoicing.ts'
import { createMasterData, type MasterData } from './master-data.ts'
import { hire, type Person, person } from './people.ts'
import { type Buyer, buyerOf } from './purchasing.ts'
import { type Storekeeper, storekeeperOf } from './receiving.ts'
import { type Seller, sellerOf } from './selling.ts'

/** A company of one scenario alone, with open books, items, warehouses, a supplier, and people by their jobs. */
export interface TestCompany extends MasterData, CompanyBooks {
  readonly id: string
  readonly code: string
  /** Who registered the company; holds every permission. */
  readonly administrator: Person
  readonly buyer: Buyer
  readonly storekeeper: Storekeeper
  readonly sales: Seller
  readonly accountant: Person
  /** The accountant, at what suppliers charge. */
  readonly bookkeeper: Bookkeeper
  /** The accountant, at what customers are charged. */
  readonly biller: Biller
  readonly controller: Controller
  readonly auditor: Person
  /** Waits until everything told about the company has been taken in by everyone who listens. */
  readonly atRest: () => Promise<void>
  /** Every row of the company in every service, at rest; equal before and after when nothing happened. */
  readonly everything: () => Promise<Everything>
}

/** Registers a company through the gateway and waits until all services know it and what it deals in. */
export async function registerCompany(system: TestSystem): Promise<TestCompany> {
  const { gatewayUrl } = system
  const code = `T-${randomBytes(6).toString('hex').toUpperCase()}`
  const founder = person(gatewayUrl, async () => system.administrator)
  const { id } = await founder.change<{ id: string }>('RegisterCompany', {
    code,
    name: { zh: '测试公司', en: 'Test company' },
    baseCurrency: 'CNY',
    accountingStandard: 'CAS',
    firstPeriod: '2026-01',
  })
  const administrator = person(gatewayUrl, async () => ({ ...system.administrator, companyCode: code }))
  const hired = (job: Parameters<typeof hire>[3]) => hire(gatewayUrl, administrator, code, job)
  const atRest = () => untilAtRest(system, id)

  let known: MasterData | undefined
  const masterData = () => {
    if (!known) throw new Error('The company has no master data yet')
    return known
  }
  const buyer = buyerOf(hired('buyer'), masterData)
  const controller = controllerOf(hired('controller'), administrator)
  const accountant = hired('accountant')
  await Promise.all([buyer.session(), controller.session(), atRest()])
  known = await createMasterData(controller, buyer)
  await atRest()
  const storekeeper = storekeeperOf(hired('storekeeper'), masterData)
  const sales = sellerOf(hired('sales'), masterData)
  const auditor = hired('auditor')
  const people: readonly Person[] = [buyer, controller, accountant, storekeeper, sales, auditor]

  return {
    ...known,
    ...booksOf(accountant, known),
    id,
    code,
    administrator,
    buyer,
    controller,
    accountant,
    bookkeeper: bookkeeperOf(accountant, masterData),
    biller: billerOf(accountant),
    storekeeper,
    sales,
    auditor,
    atRest,
    everything: async () => {
      // Whoever acts between two looks is hired before the first: services are told of every new member.
      await Promise.all(people.map(({ session }) => session()))
      await atRest()
      return everythingOf(system, id)
    },
  }
}

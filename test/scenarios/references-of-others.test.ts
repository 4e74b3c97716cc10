import type { TestSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { expect } from 'vitest'
import { entitiesOfServices } from '../support/entities-of-services.ts'
import { type Person, person } from '../support/people.ts'
import { askAbout, idsOf } from '../support/references.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()
/** What is held of a person is gathered from many tables for the one who is asked about; its story asks about strangers too. */
const entities = entitiesOfServices().filter(({ type }) => type !== 'PersonalData')

scenario(
  'Behind the gateway too, every reference to something of another company is answered as one to nothing',
  async ({ company, anotherCompany, system }) => {
    const theirs = await anotherCompany()
    const stranger = await administratorOf(theirs, system.gatewayUrl)
    const order = await company.buyer.agreesOn(['100 × LAMP at 1.00'])
    const receipt = await company.storekeeper.receives(order, ['50 × LAMP'])
    await company.buyer.sendsBack(await company.buyer.returns(receipt, ['1 × LAMP']))
    const delivery = await company.sales.delivers(await company.sales.promises(['2 × LAMP at 2.00']))
    await company.biller.charges(delivery)
    const returned = await company.sales.takesIn(await company.sales.hasBack(delivery, ['1 × LAMP']))
    await company.biller.credits(await company.biller.writesCredit(returned))
    await Promise.all([company.atRest(), theirs.atRest()])
    const inBoth = await founderOf(system)
    expect(entities.length).toBeGreaterThan(30)

    const told: string[] = []
    for (const entity of entities) {
      const found = await idsOf(system, entity.service, company.id)
      const ids = [newId(), ...found.filter((id) => id !== inBoth)]
      const [nothing, ...foreign] = await askAbout(system, stranger, entity, ids)
      expect(
        foreign.filter((answer) => answer !== nothing),
        `${entity.service} ${entity.type}`,
      ).toEqual([])
      const [none, ...own] = await askAbout(system, company.administrator, entity, ids)
      if (own.some((answer) => answer !== none)) told.push(`${entity.service} ${entity.type}`)
    }
    expect(told).toEqual(expect.arrayContaining(someOfEveryService))
  },
  120_000,
)

/** What the company has at least, so that the story is about something. */
const someOfEveryService = [
  ...['identity Company', 'identity User'],
  ...['inventory Item', 'inventory Warehouse', 'inventory ValuationArea', 'inventory StockLedgerEntry'],
  ...['inventory GoodsReceipt', 'inventory PurchaseReturn'],
  ...['procurement Supplier', 'procurement PurchaseOrder', 'procurement PurchaseOrderLine'],
  ...['procurement GoodsReceipt', 'procurement GoodsReceiptLine', 'procurement PurchaseReturn'],
  ...['finance Account', 'finance Voucher', 'finance FiscalPeriod', 'finance TaxCode', 'finance GoodsReceipt'],
  ...['sales Customer', 'sales SalesOrder', 'sales SalesOrderLine', 'sales Delivery', 'sales DeliveryLine'],
  ...['sales SalesReturn', 'sales SalesReturnLine', 'inventory SalesReturn', 'finance SalesReturn'],
  ...[
    'inventory Delivery',
    'finance Delivery',
    'sales SalesInvoice',
    'sales SalesInvoiceLine',
    'finance SalesInvoice',
    'sales CreditNote',
    'sales CreditNoteLine',
    'finance CreditNote',
  ],
]

/** Somebody with every permission, in this company alone. */
async function administratorOf({ administrator, code: companyCode }: TestCompany, gatewayUrl: string): Promise<Person> {
  const credentials = { username: `second-${companyCode}`.toLowerCase(), password: 'Correct-Horse-7-Battery' }
  await administrator.change('CreateUser', { ...credentials, displayName: 'Second', roleCodes: ['ADMINISTRATOR'] })
  return person(gatewayUrl, async () => ({ ...credentials, companyCode }))
}

/** Who registered both companies is a member of both, and no stranger in either. */
async function founderOf(system: TestSystem): Promise<string | undefined> {
  const [founder] = await system.database('identity').rows<{ id: string }>`
    select id from users where administers_installation`
  return founder?.id
}

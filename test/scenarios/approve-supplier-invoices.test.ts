import { expect } from 'vitest'
import {
  type ApprovedDocument,
  byController,
  documentOnce,
  hasApproved,
  signs,
  turnsDown,
} from '../support/approving.ts'
import type { SupplierInvoice } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()
const patient = 120_000

/** An invoice of 10 STEEL for this much, ordered at 100.00, once it is confirmed. */
async function charged({ buyer, storekeeper, bookkeeper }: TestCompany, net: string, tax: string) {
  const receipt = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 10.00']), ['10 × STEEL'])
  return bookkeeper.matches(await bookkeeper.writesInvoice(receipt, [`10 × STEEL for ${net} and ${tax}`]))
}
const once = ({ controller }: TestCompany, invoice: Pick<SupplierInvoice, 'id'>, status: string) =>
  documentOnce<ApprovedDocument>(controller, 'SupplierInvoiceApproval', invoice, status)

scenario(
  'A rule lets a small difference pass, the controller lets a larger one pass, and stock bears both',
  async ({ company }) => {
    const { controller } = company
    const limits = [{ condition: { amountBelow: '130' }, levels: [] }, { levels: [byController] }]
    await hasApproved(company, 'SUPPLIER_INVOICE', limits)
    const small = await charged(company, '110.00', '14.30')
    expect(await once(company, small, 'CONFIRMED')).toMatchObject({
      ...{ variance: { amount: '10.00' }, releasedBy: null, approval: { amount: { amount: '124.30' } } },
    })

    const large = await charged(company, '120.00', '15.60')
    expect(large).toMatchObject({ status: 'HELD', legs: [{ kind: 'APPROVAL', state: 'PENDING' }] })
    const release = { supplierInvoiceId: large.id, expectedVersion: large.version, reason: 'Steel is scarce' }
    expect(await refusalOf(controller.change('ReleaseSupplierInvoice', release))).toMatchObject({
      code: 'RELEASE_DECIDED_BY_APPROVAL',
    })
    expect(await signs(controller, large)).toMatchObject({ status: 'APPROVED' })
    expect(await once(company, large, 'CONFIRMED')).toMatchObject({
      ...{ variance: { amount: '20.00' }, releasedBy: null, refusalCode: null },
      approval: {
        ...{ status: 'APPROVED', amount: { amount: '135.60' } },
        actions: [
          { action: 'REQUESTED', actor: { displayName: 'accountant' } },
          { action: 'APPROVED', actor: { displayName: 'controller' } },
        ],
      },
    })
    await company.atRest()
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '20 / 230.00' })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
  },
  patient,
)

scenario(
  'An invoice that is turned down stays held with the reason, and counts once it is set right',
  async ({ company }) => {
    const { bookkeeper, controller } = company
    await hasApproved(company, 'SUPPLIER_INVOICE', [{ levels: [byController] }])
    const held = await charged(company, '120.00', '15.60')
    await turnsDown(controller, held, 'The order says 10.00')
    await company.atRest()
    const rejected = await once(company, held, 'HELD')
    expect(rejected).toMatchObject({
      legs: [{ kind: 'APPROVAL', state: 'REFUSED', reason: 'Rejected: The order says 10.00' }],
    })
    await bookkeeper.takesBack({ ...held, version: rejected.version })
    expect(await once(company, held, 'CANCELLED')).toMatchObject({ approval: { status: 'REJECTED' } })
    await company.atRest()
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '10 / 100.00' })
  },
  patient,
)

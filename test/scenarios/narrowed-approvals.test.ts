import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { hasOrdersApproved, orderOnce } from '../support/approving.ts'
import { findsNothingByReference, narrowedAdministrator } from '../support/out-of-reach.ts'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Seen {
  readonly purchaseOrder: { readonly approval: { readonly status: string } | null } | null
  readonly approvalRequests: { readonly nodes: readonly { readonly documentId: string }[] }
}

scenario(
  'Whoever is narrowed sees no approval that does not concern them: not in lists, by reference or on an order they see',
  async ({ company, system }) => {
    const { buyer, administrator } = company
    await hasOrdersApproved(company)
    const order = await buyer.agreesOn(['200 × STEEL at 10.00'])
    await orderOnce(buyer, order, 'PENDING_APPROVAL')
    const seenBy = async (who: Person) => {
      const { data, errors } = await who.send<Seen>(
        `query ($id: ID!) {
          purchaseOrder(id: $id) { approval { status } }
          approvalRequests { nodes { documentId } } }`,
        { id: order.id },
      )
      expect(errors).toEqual([])
      return data
    }
    await eventually(async () =>
      expect(await seenBy(administrator)).toEqual({
        purchaseOrder: { approval: { status: 'RUNNING' } },
        approvalRequests: { nodes: [{ documentId: order.id }] },
      }),
    )

    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { departmentIds: [] })
    await company.atRest()
    expect(await seenBy(narrowed)).toEqual({ purchaseOrder: { approval: null }, approvalRequests: { nodes: [] } })
    const types = ['ApprovalRequest']
    expect(await findsNothingByReference(system, 'identity', { company, narrowed, types })).toEqual(types)
  },
)

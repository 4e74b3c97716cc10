import { eventually } from '@erp/testing'
import type { PurchaseOrder } from './documents.ts'
import type { Person } from './people.ts'
import type { TestCompany } from './test-company.ts'

/** A purchase order with how its approval stands. */
export interface ApprovedOrder {
  readonly id: string
  readonly status: string
  readonly version: number
  readonly lines: PurchaseOrder['lines']
  readonly legs: readonly { readonly kind: string; readonly state: string; readonly reason: string | null }[]
  readonly approval: {
    readonly id: string
    readonly status: string
    readonly level: number
    readonly version: number
    readonly reason: string | null
    readonly actions: readonly {
      readonly action: string
      readonly level: number
      readonly actor: { readonly displayName: string } | null
      readonly onBehalfOf: { readonly displayName: string } | null
      readonly reason: string | null
    }[]
  } | null
}

/** Orders below 1,000 pass, the controller signs the others, and an administrator as well from 5,000 on. */
export async function hasOrdersApproved({ controller, atRest }: TestCompany): Promise<void> {
  const byController = { signatures: 'ANY', roleCodes: ['CONTROLLER'] }
  await controller.change('DefineApproval', {
    ...{ documentType: 'PURCHASE_ORDER', expectedVersion: 0 },
    branches: [
      { condition: { amountBelow: '1000' }, levels: [] },
      {
        condition: { amountFrom: '5000' },
        levels: [byController, { signatures: 'ANY', roleCodes: ['ADMINISTRATOR'] }],
      },
      { levels: [byController] },
    ],
  })
  await atRest()
}

/** The order as somebody sees it once it stands like this. */
export function orderOnce(person: Person, { id }: { readonly id: string }, status: string): Promise<ApprovedOrder> {
  return eventually(
    async () => {
      const { purchaseOrder } = await person.ask<{ purchaseOrder: ApprovedOrder }>('PurchaseOrderApproval', { id })
      if (purchaseOrder.status !== status) throw new Error(`The order is ${purchaseOrder.status}`)
      return purchaseOrder
    },
    { withinMs: 30_000, everyMs: 100 },
  )
}

/** What somebody is asked to sign about an order, once they are. */
export function taskOf(
  person: Person,
  { id }: { readonly id: string },
): Promise<{ approvalId: string; version: number }> {
  return eventually(
    async () => {
      const { myApprovalTasks } = await person.ask<{
        myApprovalTasks: { nodes: { id: string; documentId: string; version: number }[] }
      }>('MyApprovalTasks')
      const task = myApprovalTasks.nodes.find(({ documentId }) => documentId === id)
      if (!task) throw new Error('Nothing about the order lies with them')
      return { approvalId: task.id, version: task.version }
    },
    { withinMs: 30_000, everyMs: 100 },
  )
}

export async function signs(
  person: Person,
  order: { readonly id: string },
): Promise<{ status: string; level: number }> {
  const { approvalId, version: expectedVersion } = await taskOf(person, order)
  return person.change('Approve', { approvalId, expectedVersion })
}

export async function turnsDown(person: Person, order: { readonly id: string }, reason: string): Promise<unknown> {
  const { approvalId, version: expectedVersion } = await taskOf(person, order)
  return person.change('Reject', { approvalId, expectedVersion, reason })
}

import { eventually } from '@erp/testing'
import type { PurchaseOrder } from './documents.ts'
import type { Person } from './people.ts'
import type { TestCompany } from './test-company.ts'

/** A document with how its approval stands. */
export interface ApprovedDocument {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
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

/** A purchase order with how its approval stands. */
export interface ApprovedOrder extends ApprovedDocument {
  readonly lines: PurchaseOrder['lines']
}

/** Documents of a kind are approved as these branches say; all services know. */
export async function hasApproved(
  { controller, atRest }: Pick<TestCompany, 'controller' | 'atRest'>,
  documentType: string,
  branches: readonly object[],
): Promise<void> {
  await controller.change('DefineApproval', { documentType, expectedVersion: 0, branches })
  await atRest()
}

export const byController = { signatures: 'ANY', roleCodes: ['CONTROLLER'] }

/** Orders below 1,000 pass, the controller signs the others, and an administrator as well from 5,000 on. */
export function hasOrdersApproved(company: TestCompany): Promise<void> {
  return hasApproved(company, 'PURCHASE_ORDER', [
    { condition: { amountBelow: '1000' }, levels: [] },
    { condition: { amountFrom: '5000' }, levels: [byController, { signatures: 'ANY', roleCodes: ['ADMINISTRATOR'] }] },
    { levels: [byController] },
  ])
}

/** The document as somebody sees it by this operation, once it stands like this and those it waits for have heard of it. */
export function documentOnce<Document extends Pick<ApprovedDocument, 'status'> & Partial<ApprovedDocument>>(
  person: Person,
  operation: string,
  { id }: { readonly id: string },
  status: string,
): Promise<Document> {
  return eventually(
    async () => {
      const [document] = Object.values(await person.ask<Record<string, Document>>(operation, { id }))
      if (document?.status !== status) throw new Error(`The document is ${document?.status}`)
      if (status === 'PENDING_APPROVAL' && document.approval === null) throw new Error('Nobody is asked yet')
      return document
    },
    { withinMs: 30_000, everyMs: 100 },
  )
}

/** The order as somebody sees it once it stands like this. */
export function orderOnce(person: Person, order: { readonly id: string }, status: string): Promise<ApprovedOrder> {
  return documentOnce(person, 'PurchaseOrderApproval', order, status)
}

/** What somebody is asked to sign about a document, once they are. */
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
      if (!task) throw new Error('Nothing about the document lies with them')
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

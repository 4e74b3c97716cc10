import {
  approvalDecided,
  approvalDefinitionChanged,
  type PayloadOf,
  requestApproval,
  withdrawApproval,
} from '@erp/contracts'
import { newId } from '@erp/values'
import { expect } from 'vitest'
import { askForApproval } from '../src/use-cases/ask-approval.ts'
import type { useGraph } from './use-graph.ts'
import type { Company, Inventory } from './use-inventory.ts'

/** What those who approve hear and say of one kind of document of a company, which has them approved from now on. */
export async function useApprovals(
  { database, hear, transactor }: Inventory,
  { companyId }: Pick<Company, 'companyId'>,
  {
    documentType,
    query,
    by = 'confirmedBy',
  }: { readonly documentType: string; readonly query: string; readonly by?: string },
  user: ReturnType<Awaited<ReturnType<typeof useGraph>>['userOf']>,
) {
  const definitionId = newId()
  const says = (active: boolean, version: number) =>
    hear(approvalDefinitionChanged, { companyId, definitionId, documentType, active, version })
  await says(true, 1)

  const sent = async <Payload>(type: string, parse: (payload: unknown) => Payload): Promise<Payload[]> => {
    const rows = await database.rows<{ payload: unknown }>`
      select payload from platform.outbox where company_id = ${companyId}::uuid and type = ${type} order by pos`
    return rows.map(({ payload }) => parse(payload))
  }
  const requests = () => sent('identity.request-approval.v1', (payload) => requestApproval.schema.parse(payload))
  /** The request about a document that was sent last. */
  async function lastOf(document: Named) {
    const request = (await requests()).findLast(({ documentId }) => documentId === document.id)
    if (!request) throw new Error('Nobody was asked about the document')
    return request
  }

  return {
    says,
    requests,
    withdrawals: () => sent('identity.withdraw-approval.v1', (payload) => withdrawApproval.schema.parse(payload)),
    lastOf,
    /** Identity decides on the request about a document that was sent last, or on another one. */
    decides: async (document: Named, outcome: Outcome, reason: string | null = null, id?: string) => {
      const { approvalId, documentVersion, documentId } = await lastOf(document)
      await hear(approvalDecided, {
        ...{ companyId, approvalId: id ?? approvalId, documentType, documentId, documentVersion, outcome, reason },
        ...{ decidedBy: newId(), decidedAt: new Date().toISOString(), approverIds: [newId()] },
      })
    },
    /** What became of the request about a document: it lies with those who approve, or identity does not answer. */
    comesTo: async (document: Named, news: 'TAKEN' | 'NO_REPLY') => {
      const data = await lastOf(document)
      const facts = { sagaId: data.approvalId, companyId, documentId: data.documentId }
      const saga = { ...facts, type: askForApproval.type, version: askForApproval.version }
      await transactor.system([companyId], 'test', (unit) =>
        news === 'TAKEN'
          ? askForApproval.onCompleted(unit, saga, data)
          : askForApproval.onSuspended(unit, saga, data, news),
      )
    },
    /** Where a document stands, with what became of its approval. */
    standing: async ({ id }: Named): Promise<Standing> => {
      const { document } = await user.query<{ document: Standing | null }>(
        `query ($id: ID!) { document: ${query} {
          id number status version ${by} approval { id } legs { kind state reasonCode reason } } }`,
        { id },
      )
      expect(document).not.toBeNull()
      return document as Standing
    },
  }
}

type Outcome = PayloadOf<typeof approvalDecided>['outcome']
type Named = { readonly id: string }

export type Standing = {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly confirmedBy?: string | null
  readonly approval: { readonly id: string } | null
  readonly legs: readonly {
    readonly kind: string
    readonly state: string
    readonly reasonCode: string | null
    readonly reason: string | null
  }[]
}

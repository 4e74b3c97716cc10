import { replicateApprovalDefinitions, type UnitOfWork } from '@erp/service-kit'
import { formatMoney, newId } from '@erp/values'
import type { Approvals, AskedApproval } from '../src/use-cases/ask-approval.ts'
import type { DecidedKind } from '../src/use-cases/decided-kind.ts'
import { messageOf, type useFinanceDatabase } from './finance-database.ts'

type Transactor = Awaited<ReturnType<typeof useFinanceDatabase>>['transactor']
type Document = { readonly id: string; readonly version: number; readonly approvalId: string | null }

const asksNobody = async () => {
  throw new Error('Nobody was to be asked')
}
/** Of a company that has nothing approved. */
export const nobodyAsked: Approvals = { ask: asksNobody, withdraw: asksNobody }

/** What identity tells a company about approval of a kind, and what it was asked. */
export function approvalOf(
  { transactor, companyId }: { readonly transactor: Transactor; readonly companyId: string },
  documentType: AskedApproval['documentType'],
  kind: DecidedKind,
) {
  const definitionId = newId()
  const asked: AskedApproval[] = []
  const ended: string[] = []
  return {
    /** In order. */
    asked,
    ended,
    shown: () => asked.map(({ amount, ...one }) => ({ ...one, amount: formatMoney(amount) })),
    approvals: {
      ask: async (_: UnitOfWork, approval: AskedApproval) => void asked.push(approval),
      withdraw: async (_: UnitOfWork, __: unknown, approvalId: string) => void ended.push(approvalId),
    },
    /** The company has such documents approved, or not any more. */
    says: (...told: { readonly active: boolean; readonly version: number }[]) =>
      transactor.system([companyId], 'identity.approval-definition.changed.v1', (unit) =>
        replicateApprovalDefinitions(
          unit.tx,
          told.map((one) => ({ companyId, definitionId, documentType, ...one })),
        ),
      ),
    /** The request of the document, as it is here, ended: approved by these unless `outcome` says otherwise. */
    decided: (document: Document, approverIds: readonly string[], outcome: object = {}) =>
      transactor.system([companyId], 'identity.approval.decided.v1', (unit) =>
        kind.decide(unit, [
          messageOf(companyId, {
            ...{ companyId, approvalId: document.approvalId ?? '', documentType, documentId: document.id },
            ...{ documentVersion: document.version, outcome: 'APPROVED' as const, reason: null },
            ...{ decidedBy: approverIds.at(-1) ?? null, decidedAt: '2026-02-10T08:00:00.000Z' },
            ...{ approverIds: [...approverIds], ...outcome },
          }),
        ]),
      ),
    unasked: ({ id: documentId }: Document, approvalId: string | null) =>
      transactor.system([companyId], 'identity.approval.refused.v1', (unit) =>
        kind.giveBack(unit, { documentId, approvalId: approvalId ?? '', reason: 'DOCUMENT_TYPE_UNKNOWN' }),
      ),
  }
}

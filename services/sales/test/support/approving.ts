import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { replicateApprovalDefinitions } from '@erp/service-kit'
import type { TestDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import type { DocumentApproval } from '../../src/domain/document-approval.ts'
import { startApprovingGift, startApprovingQuotation } from '../../src/sagas/ask-for-approval.ts'
import { startConfirming } from '../../src/sagas/confirm-order.ts'
import { startDelivering } from '../../src/sagas/issue-delivery.ts'
import { noteApprovalRequest, noteApprovals } from '../../src/use-cases/note-approvals.ts'
import type { Company } from './sales.ts'

type Decision = PayloadOf<typeof approvalDecided>
type Waiting = { readonly id: string; readonly version: number; readonly approval: DocumentApproval | null }
const processes = { startConfirming, startDelivering, startApprovingGift, startApprovingQuotation }

/** What identity says of the approval of a company's documents of a kind, and what it is asked. */
export function approvalsOf({ companyId, transact }: Company, database: TestDatabase, documentType: string) {
  const definitionId = newId()
  const decides = (decisions: readonly Decision[]) => transact((unit) => noteApprovals(unit, decisions, processes))
  return {
    decides,
    /** The company has them approved from now on, or not any more. */
    says: (active: boolean, version: number) =>
      transact((unit) =>
        replicateApprovalDefinitions(unit.tx, [{ companyId, definitionId, documentType, active, version }]),
      ),
    decided: (outcome: Decision['outcome'], reason: string | null, ...documents: Waiting[]) =>
      decides(
        documents.map(({ id: documentId, version: documentVersion, approval }) => ({
          ...{ companyId, approvalId: approval?.id ?? '', documentType, documentId, documentVersion, outcome, reason },
          ...{ decidedBy: newId(), decidedAt: new Date().toISOString(), approverIds: [] },
        })),
      ),
    isSilent: ({ approval }: Waiting) =>
      transact((unit) =>
        noteApprovalRequest(unit, { documentType, approvalId: approval?.id ?? '', blockedBy: 'NO_REPLY' }),
      ),
    /** What identity was told to do. */
    commands: () =>
      database.rows<{ type: string; payload: object }>`
        select type, payload from platform.outbox
        where company_id = ${companyId}::uuid and type like 'identity.%' order by pos`,
    /** What others were told of a document. */
    told: ({ id }: { readonly id: string }) =>
      database.rows<{ type: string }>`select type from platform.outbox where aggregate_id = ${id} order by pos`,
  }
}

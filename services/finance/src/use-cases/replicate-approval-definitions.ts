import type { approvalDefinitionChanged, PayloadOf } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import * as store from '../store/approval-definitions.ts'

/** Keeps which kinds of documents companies have approved. */
export function replicateApprovalDefinitions(
  { tx }: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof approvalDefinitionChanged>>[],
): Promise<void> {
  return store.replicateApprovalDefinitions(
    tx,
    messages.map(({ payload }) => payload),
  )
}

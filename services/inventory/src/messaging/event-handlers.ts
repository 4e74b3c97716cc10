import {
  accountRuleChanged,
  approvalDecided,
  companyChanged,
  dimensionValueChanged,
  goodsReceiptConfirmed,
  narrowAccountRuleChanged,
  periodChanged,
  postingBlocked,
  postingPosted,
  purchaseOrderChanged,
  voucherTemplateActivated,
} from '@erp/contracts'
import {
  approvalDefinitionHandler,
  blocked,
  customerGroupHandler,
  type EventHandler,
  onEvent,
  supplierGroupHandler,
} from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { noteApprovals } from '../use-cases/note-approvals.ts'
import { postGoodsReceipts } from '../use-cases/post-goods-receipts.ts'
import { recordLedgerAnswers } from '../use-cases/record-ledger-answers.ts'
import {
  replicateAccountRules,
  replicateCompanies,
  replicateDimensionValues,
  replicateOrders,
  replicatePeriods,
  replicateReceipts,
  replicateVoucherTemplates,
} from '../use-cases/replicate-facts.ts'
import { readGoodsReceipt } from '../use-cases/wire-documents.ts'
import { chargeHandlers } from './charge-handlers.ts'
import { reasonOf } from './reason.ts'

/** What inventory does about what it hears from the other services. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  ...chargeHandlers,
  customerGroupHandler,
  supplierGroupHandler,
  onEvent(goodsReceiptConfirmed, async (unit, messages) => {
    await replicateReceipts(
      unit,
      messages.map(({ payload }) => payload),
    )
    const arrived = messages.map((message) => ({ receipt: readGoodsReceipt(message.payload), message }))
    const notPosted = await postGoodsReceipts(unit, arrived)
    return new Map(
      [...notPosted].map(([message, refusal]) => {
        const { reason, facts } = reasonOf(refusal)
        return [message.eventId, blocked(reason, facts)]
      }),
    )
  }),
  onEvent(purchaseOrderChanged, (unit, messages) =>
    replicateOrders(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  approvalDefinitionHandler,
  onEvent(approvalDecided, (unit, messages) =>
    noteApprovals(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(companyChanged, (unit, messages) =>
    replicateCompanies(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(dimensionValueChanged, (unit, messages) =>
    replicateDimensionValues(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(periodChanged, (unit, messages) =>
    replicatePeriods(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(accountRuleChanged, (unit, messages) =>
    replicateAccountRules(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(narrowAccountRuleChanged, (unit, messages) =>
    replicateAccountRules(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(voucherTemplateActivated, (unit, messages) =>
    replicateVoucherTemplates(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(postingPosted, (unit, messages) =>
    recordLedgerAnswers(
      unit,
      messages.map(({ payload: { sourceEventId, attempts } }) => ({
        sourceEventId,
        state: 'POSTED',
        attempts,
        reason: null,
        facts: {},
      })),
    ),
  ),
  onEvent(postingBlocked, (unit, messages) =>
    recordLedgerAnswers(
      unit,
      messages.map(({ payload: { sourceEventId, attempts, reason, facts } }) => ({
        sourceEventId,
        state: 'BLOCKED',
        attempts,
        reason,
        facts,
      })),
    ),
  ),
]

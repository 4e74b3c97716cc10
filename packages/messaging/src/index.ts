export { approvalFacts } from './approval-facts.ts'
export {
  type ApprovalRequest,
  type ApprovalWithdrawal,
  approvalRequestOf,
  defineApprovalSagas,
  defineAskingForApproval,
  defineWithdrawingApproval,
  startAsking,
  startWithdrawingRequest,
} from './approval-sagas.ts'
export { anchorHandlers } from './audit/anchor-handlers.ts'
export { sealAudit } from './audit/audit-sealer.ts'
export { dutyHandlers } from './duty-handlers.ts'
export { type Emission, emit, emitAll } from './emit.ts'
export {
  approvalDefinitionHandler,
  customerGroupHandler,
  groupOfCustomer,
  supplierGroupHandler,
  tradeFactHandlers,
} from './fact-handlers.ts'
export {
  type CommandHandler,
  type EventHandler,
  onCommand,
  onEvent,
  onUndo,
  type StoredReply,
} from './handlers.ts'
export { type Blocked, blocked, type Message, type Reply, reply, type SagaMark, type Verdicts } from './message.ts'
export { operatorMessages } from './operators/operator-messages.ts'
export { type OperatorContext, operatorResolvers } from './operators/operator-resolvers.ts'
export { type OperatorOptions, operatorSchema } from './operators/operator-schema.ts'
export type { BacklogLimit } from './relay/backlog-watch.ts'
export { type BlockedFilter, retryBlocked } from './retry-blocked.ts'
export { rightsHandlers } from './rights-handlers.ts'
export {
  type AnySagaDefinition,
  defineSaga,
  type SagaDefinition,
  type SagaFacts,
  type SagaStep,
  step,
} from './saga/define-saga.ts'
export { startSaga } from './saga/start-saga.ts'
export { type Messaging, type MessagingHealth, type MessagingOptions, startMessaging } from './start-messaging.ts'
export { type UnappliedMessage, unappliedOutbox, type Watermark, watermark } from './watermark.ts'

import type { MessagesFor } from '@erp/graphql-kit'
import type { answerPaymentRun, sendPaymentRun } from '../use-cases/pay-payment-run.ts'
import type {
  cancelPaymentRun,
  changePaymentRun,
  proposePaymentRun,
  submitPaymentRun,
  withdrawPaymentRun,
} from '../use-cases/write-payment-run.ts'
import type { cashMessages } from './cash-messages.ts'
import type { settlementMessages } from './settlement-messages.ts'

const statuses = {
  DRAFT: { en: 'a draft', zh: '草稿' },
  SUBMITTED: { en: 'waiting for approval', zh: '审批中' },
  APPROVED: { en: 'approved', zh: '已审批' },
  SENT: { en: 'with the bank', zh: '已送银行' },
  DONE: { en: 'done', zh: '已完成' },
  CANCELLED: { en: 'given up', zh: '已作废' },
} as const

type All =
  | typeof proposePaymentRun
  | typeof changePaymentRun
  | typeof submitPaymentRun
  | typeof withdrawPaymentRun
  | typeof cancelPaymentRun
  | typeof sendPaymentRun
  | typeof answerPaymentRun

/** A sentence for every refusal about payment runs that no other file has. */
export const paymentRunMessages = {
  PaymentRunNotFound: { en: () => 'There is no such payment run.', zh: () => '该付款批次不存在。' },
  PaymentRunNotReady: {
    en: ({ number, status }) => `${number} is ${statuses[status].en}, so this cannot be done.`,
    zh: ({ number, status }) => `${number} 的状态为${statuses[status].zh}，不能进行该操作。`,
  },
  NothingDue: {
    en: ({ dueOn }) => `Nothing is due through ${dueOn} that no other run is about to pay.`,
    zh: ({ dueOn }) => `截至 ${dueOn} 没有可付款的到期应付款。`,
  },
  PaysNothing: {
    en: ({ amount }) => `With its credits a supplier would be paid ${amount}; leave some out.`,
    zh: ({ amount }) => `扣除红字后供应商付款金额为 ${amount}，请调整往来项。`,
  },
  ItemInAnotherRun: {
    en: () => 'Another run is about to pay an item.',
    zh: () => '往来项已在其他付款批次中。',
  },
  RunPayerInvolved: {
    en: ({ number }) => `You made, submitted or approved ${number}; somebody else has to pay it.`,
    zh: ({ number }) => `${number} 由您制单、提交或审批，须由他人付款。`,
  },
  PaymentFileNotWritten: {
    en: ({ number }) => `The file of ${number} is not written, so it cannot go to the bank.`,
    zh: ({ number }) => `${number} 的付款文件尚未生成，不能送银行。`,
  },
  RunLineAnswered: {
    en: () => 'The line is not of this run, or the bank has answered for it.',
    zh: () => '该明细不属于此批次，或已有付款结果。',
  },
} satisfies Omit<
  MessagesFor<All>,
  | keyof typeof settlementMessages
  | keyof typeof cashMessages
  | 'ReasonMissing'
  | 'ClosingAccountMissing'
  | 'BooksNotOpen'
  | 'InvalidInput'
  | 'StaleVersion'
  | 'PeriodNotFound'
  | 'PeriodNotOpen'
  | 'ModuleSealed'
  | 'AccountNotUsable'
  | 'ExchangeRateInvalid'
>

import type { MessagesFor } from '@erp/graphql-kit'
import type { CashCountStatus } from '../domain/cash-count.ts'
import type { approveCashCount, reverseCashCount } from '../use-cases/approve-cash-count.ts'
import type { cancelCashCount, countCash, witnessCashCount } from '../use-cases/count-cash.ts'
import type { decideCashCount, undoCashCountDecision } from '../use-cases/decide-cash-count.ts'
import type { submitCashCount, withdrawCashCount } from '../use-cases/submit-cash-count.ts'
import type { cashMessages } from './cash-messages.ts'
import type { settlementMessages } from './settlement-messages.ts'

const statuses: Readonly<Record<CashCountStatus, { readonly en: string; readonly zh: string }>> = {
  COUNTED: { en: 'counted', zh: '已盘点' },
  WITNESSED: { en: 'witnessed', zh: '已监盘' },
  PENDING_APPROVAL: { en: 'waiting for approval', zh: '审批中' },
  APPROVED: { en: 'approved and not booked', zh: '已审批未入账' },
  EVEN: { en: 'approved, with nothing different', zh: '账实相符' },
  BOOKED: { en: 'waiting for a decision', zh: '待处理' },
  DECIDED: { en: 'decided on', zh: '已处理' },
  CANCELLED: { en: 'given up', zh: '已作废' },
  REVERSED: { en: 'taken back', zh: '已冲销' },
}

type All =
  | typeof countCash
  | typeof witnessCashCount
  | typeof submitCashCount
  | typeof withdrawCashCount
  | typeof approveCashCount
  | typeof cancelCashCount
  | typeof decideCashCount
  | typeof undoCashCountDecision
  | typeof reverseCashCount

/** A sentence for every refusal about counts of cash that no other file has. */
export const cashCountMessages = {
  CashCountNotFound: { en: () => 'There is no such count.', zh: () => '该库存现金盘点单不存在。' },
  CashCountNotReady: {
    en: ({ number, status }) => `${number} is ${statuses[status].en}, so this cannot be done.`,
    zh: ({ number, status }) => `${number} 的状态为${statuses[status].zh}，不能进行该操作。`,
  },
  CashCountWaiting: {
    en: ({ number }) => `${number} of the same account is not approved; approve it or give it up first.`,
    zh: ({ number }) => `同一账户的盘点单 ${number} 尚未审核，请先审核或作废。`,
  },
  CashCountPersonInvolved: {
    en: ({ number }) => `You took part in ${number}, or would bear it; somebody else has to do this.`,
    zh: ({ number }) => `您已参与 ${number} 或为其责任人，须由他人办理。`,
  },
  DenominationsDiffer: {
    en: ({ denominations, counted }) => `Notes and coins add up to ${denominations}, and ${counted} was counted.`,
    zh: ({ denominations, counted }) => `面额合计 ${denominations}，与实存金额 ${counted} 不符。`,
  },
  CashBearerDoesNotFit: {
    en: ({ number }) =>
      `What is missing is borne by an employee or the business, what is over goes to a creditor or income (${number}).`,
    zh: ({ number }) => `${number}：短缺由责任人或企业承担，溢余转应付或营业外收入。`,
  },
  DecidedBeforeCount: {
    en: ({ number, countedOn }) => `${number} was counted on ${countedOn}; nobody decides on it before.`,
    zh: ({ number, countedOn }) => `${number} 的盘点日期为 ${countedOn}，处理日期不能早于该日。`,
  },
} satisfies Omit<
  MessagesFor<All>,
  | keyof typeof cashMessages
  | keyof typeof settlementMessages
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
  | 'ReversalBeforeVoucher'
  | 'DimensionMissing'
  | 'DimensionNotKept'
  | 'DimensionValueUnknown'
>

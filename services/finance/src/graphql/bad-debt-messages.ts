import type { MessagesFor } from '@erp/graphql-kit'
import type { BadDebtRatesInvalid } from '../domain/bad-debt-provision.ts'
import type { BadDebtStatus, NotABadDebt } from '../domain/bad-debt-write-off.ts'
import type { setBadDebtRates } from '../use-cases/set-bad-debt-rates.ts'
import type {
  postBadDebtWriteOff,
  proposeBadDebtWriteOff,
  withdrawBadDebtWriteOff,
} from '../use-cases/write-off-bad-debt.ts'
import type { settlementMessages } from './settlement-messages.ts'

type Texts<Key extends string> = Readonly<Record<Key, { readonly en: string; readonly zh: string }>>

const statuses: Texts<BadDebtStatus> = {
  SUBMITTED: { en: 'waiting for approval', zh: '审批中' },
  APPROVED: { en: 'approved', zh: '已审批' },
  POSTED: { en: 'posted', zh: '已过账' },
  REJECTED: { en: 'turned down', zh: '已驳回' },
  WITHDRAWN: { en: 'taken back', zh: '已撤回' },
}

const unfit: Texts<NotABadDebt['problem']> = {
  NOT_A_RECEIVABLE: {
    en: 'An item is nothing that a customer or supplier still owes or is owed.',
    zh: '所选往来项不是客户或供应商的未清往来款。',
  },
  ANOTHER_CUSTOMER: { en: 'The items are of more than one customer.', zh: '所选往来项属于不同客户。' },
  ANOTHER_SUPPLIER: { en: 'The items are of more than one supplier.', zh: '所选往来项属于不同供应商。' },
  ANOTHER_SIDE: {
    en: 'Some items are owed to the company and others by it: settle them with each other first.',
    zh: '所选往来项借贷方向不同，请先相互核销。',
  },
  ANOTHER_CURRENCY: { en: 'The items are in more than one currency.', zh: '所选往来项币种不同。' },
}

const rates: Texts<BadDebtRatesInvalid['problem']> = {
  MORE_THAN_12: { en: 'There are at most twelve rates.', zh: '计提比例最多 12 档。' },
  DAYS_DO_NOT_RISE: { en: 'Each rate counts from more days on than the one before.', zh: '各档逾期天数须递增。' },
  RATE_NOT_0_TO_1: {
    en: 'A rate is a part from 0 to 1 with at most six decimals.',
    zh: '计提比例须在 0 至 1 之间，最多六位小数。',
  },
}

type All =
  | typeof setBadDebtRates
  | typeof proposeBadDebtWriteOff
  | typeof withdrawBadDebtWriteOff
  | typeof postBadDebtWriteOff

/** A sentence for every refusal about bad debts that no other file has. */
export const badDebtMessages = {
  BadDebtRatesInvalid: { en: ({ problem }) => rates[problem].en, zh: ({ problem }) => rates[problem].zh },
  BadDebtNotFound: { en: () => 'There is no such write-off.', zh: () => '该坏账核销单不存在。' },
  BadDebtNotReady: {
    en: ({ number, status }) => `${number} is ${statuses[status].en}, so this cannot be done.`,
    zh: ({ number, status }) => `${number} 的状态为${statuses[status].zh}，不能进行该操作。`,
  },
  BadDebtPosterInvolved: {
    en: ({ number }) => `You made or approved ${number}; somebody else has to post it.`,
    zh: ({ number }) => `${number} 由您制单或审批，须由他人过账。`,
  },
  NotABadDebt: { en: ({ problem }) => unfit[problem].en, zh: ({ problem }) => unfit[problem].zh },
} satisfies Omit<
  MessagesFor<All>,
  | keyof typeof settlementMessages
  | 'ReasonMissing'
  | 'ClosingAccountMissing'
  | 'BooksNotOpen'
  | 'InvalidInput'
  | 'StaleVersion'
  | 'PeriodNotFound'
  | 'PeriodNotOpen'
  | 'ModuleSealed'
>

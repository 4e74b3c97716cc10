import type { MessagesFor } from '@erp/graphql-kit'
import type { FeedCodeKind, FeedCodeUnknown, FeedUnreadable } from '../domain/expense-feed.ts'
import type { beginRepair, FeedRepairNotHere } from '../use-cases/compare-expense-feeds.ts'
import type { FedClaimDiffers, receiveExpenseFeed, requireFeed } from '../use-cases/receive-expense-feed.ts'
import type { setExpenseFeedCode } from '../use-cases/set-expense-feed-code.ts'
import type { expenseMessages } from './expense-messages.ts'

type Texts<Key extends string> = Readonly<Record<Key, { readonly en: string; readonly zh: string }>>

const kinds: Texts<FeedCodeKind> = {
  EMPLOYEE: { en: 'employee', zh: '职员' },
  DEPARTMENT: { en: 'department', zh: '部门' },
  PROJECT: { en: 'project', zh: '项目' },
  EXPENSE_TYPE: { en: 'expense type', zh: '费用类型' },
  ACCOUNT: { en: 'expense type of the account', zh: '会计科目对应的费用类型' },
}

const unreadable: Texts<FeedUnreadable['problem']> = {
  MALFORMED: { en: 'The feed cannot be read in this format.', zh: '报文格式错误，无法读取。' },
  NO_CLAIMS: { en: 'The feed has no claims.', zh: '报文中没有报销单。' },
  MORE_THAN_200_CLAIMS: { en: 'A feed has at most 200 claims.', zh: '一次最多接收 200 张报销单。' },
  LONGER_THAN_1000000_CHARACTERS: {
    en: 'A feed has at most a million characters.',
    zh: '报文最多一百万个字符。',
  },
}

const notHere: Texts<FeedRepairNotHere['problem']> = {
  CLEARED: { en: 'is gone already', zh: '的差异已消除' },
  CORRECT_HERE: {
    en: 'stands in part in a claim written here; take those lines out of it',
    zh: '的部分内容已在本系统手工报销，请从该报销单中删除重复明细',
  },
  CORRECT_THERE: { en: 'is to be put right in the other system', zh: '须在对方系统更正' },
}

type All =
  | typeof receiveExpenseFeed
  | typeof requireFeed
  | typeof setExpenseFeedCode
  | typeof beginRepair
  | (() => Promise<FeedCodeUnknown | FedClaimDiffers>)

/** A sentence for every refusal about claims of other systems that no other file has. */
export const feedMessages = {
  ExpenseFeedUnreadable: { en: ({ problem }) => unreadable[problem].en, zh: ({ problem }) => unreadable[problem].zh },
  ExpenseFeedNotFound: { en: () => 'There is no such feed.', zh: () => '该外部报文不存在。' },
  FeedCodeUnknown: {
    en: ({ kind, externalCode }) => `Nothing here is the ${kinds[kind].en} ${externalCode}; say what the code means.`,
    zh: ({ kind, externalCode }) => `${kinds[kind].zh}编码 ${externalCode} 没有对应项目，请先设置编码对照。`,
  },
  FedClaimDiffers: {
    en: ({ externalId, claimNumber }) => `${externalId} is ${claimNumber} here, which says something else.`,
    zh: ({ externalId, claimNumber }) => `外部单号 ${externalId} 已是 ${claimNumber}，且内容不一致。`,
  },
  FeedValueUnknown: {
    en: ({ kind }) => `There is no such ${kinds[kind].en} in use.`,
    zh: ({ kind }) => `该${kinds[kind].zh}不存在或已停用。`,
  },
  FeedDifferenceNotFound: { en: () => 'There is no such difference.', zh: () => '该对账差异不存在。' },
  FeedRepairNotHere: {
    en: ({ externalId, problem }) => `${externalId} ${notHere[problem].en}.`,
    zh: ({ externalId, problem }) => `${externalId} ${notHere[problem].zh}。`,
  },
} satisfies Omit<
  MessagesFor<All>,
  | keyof typeof expenseMessages
  | 'BooksNotOpen'
  | 'InvalidInput'
  | 'ReasonMissing'
  | 'StaleVersion'
  | 'PeriodNotFound'
  | 'PeriodNotOpen'
  | 'ModuleSealed'
>

import type { MessagesFor } from '@erp/graphql-kit'
import type { approveCashDocument, cancelCashDocument } from '../use-cases/decide-on-cash-document.ts'
import type { changeCashAccount, createCashAccount } from '../use-cases/keep-cash-accounts.ts'
import type { postCashDocument } from '../use-cases/post-cash-document.ts'
import type { postCashTransfer, reverseCashTransfer } from '../use-cases/post-cash-transfer.ts'
import type { reverseCashDocument } from '../use-cases/reverse-cash-document.ts'
import type { submitCashDocument, withdrawCashDocument } from '../use-cases/submit-cash-document.ts'
import type { submitCashTransfer, withdrawCashTransfer } from '../use-cases/submit-cash-transfer.ts'
import type { changeCashDocument, createCashDocument } from '../use-cases/write-cash-document.ts'
import type { approveCashTransfer, cancelCashTransfer, createCashTransfer } from '../use-cases/write-cash-transfer.ts'
import type { settlementMessages } from './settlement-messages.ts'

const statuses = {
  DRAFT: { en: 'a draft', zh: '草稿' },
  PENDING_APPROVAL: { en: 'waiting for approval', zh: '审批中' },
  APPROVED: { en: 'approved', zh: '已审核' },
  POSTED: { en: 'posted', zh: '已过账' },
  CANCELLED: { en: 'given up', zh: '已作废' },
  REVERSED: { en: 'taken back', zh: '已冲销' },
} as const

type All =
  | typeof createCashAccount
  | typeof changeCashAccount
  | typeof createCashDocument
  | typeof changeCashDocument
  | typeof submitCashDocument
  | typeof withdrawCashDocument
  | typeof approveCashDocument
  | typeof postCashDocument
  | typeof cancelCashDocument
  | typeof reverseCashDocument
  | typeof createCashTransfer
  | typeof submitCashTransfer
  | typeof withdrawCashTransfer
  | typeof approveCashTransfer
  | typeof postCashTransfer
  | typeof cancelCashTransfer
  | typeof reverseCashTransfer

/** A sentence for every refusal about cash that no other file has. */
export const cashMessages = {
  CashAccountTaken: {
    en: ({ accountCode }) => `Another cash account has that code or stands on account ${accountCode}.`,
    zh: ({ accountCode }) => `该编码或科目 ${accountCode} 已被其他资金账户占用。`,
  },
  CashAccountNotFound: {
    en: () => 'There is no such cash account in use.',
    zh: () => '该资金账户不存在或已停用。',
  },
  CashDocumentNotFound: {
    en: () => 'There is no such receipt or payment.',
    zh: () => '该收付款单不存在。',
  },
  CashTransferNotFound: {
    en: () => 'There is no such transfer.',
    zh: () => '该资金划转单不存在。',
  },
  CashOnHandShort: {
    en: ({ cashAccountCode, short }) => `Cash account ${cashAccountCode} would hold ${short} less than nothing.`,
    zh: ({ cashAccountCode, short }) => `库存现金账户 ${cashAccountCode} 余额不足，差 ${short}。`,
  },
  CashDocumentNotReady: {
    en: ({ number, status }) => `${number} is ${statuses[status].en}, so this cannot be done.`,
    zh: ({ number, status }) => `${number} 的状态为${statuses[status].zh}，不能进行该操作。`,
  },
  CashApproverIsMaker: {
    en: ({ number }) => `You wrote some of ${number}; somebody else has to approve it.`,
    zh: ({ number }) => `${number} 由您制单，须由他人审核。`,
  },
  DecidedByApproval: {
    en: ({ number }) => `${number} is decided by approval; submit it, and those who approve decide.`,
    zh: ({ number }) => `${number} 由审批流决定，请提交审批。`,
  },
  ApprovalNotDefined: {
    en: () =>
      'The company has said nothing about who approves such documents; somebody else than the maker reviews it.',
    zh: () => '公司未定义此类单据的审批流，请由制单人以外的人员审核。',
  },
  CashPosterIsMaker: {
    en: ({ number }) => `You wrote some of ${number}; somebody else has to pay it.`,
    zh: ({ number }) => `${number} 由您参与制单，须由他人付款。`,
  },
  CashPosterApproved: {
    en: ({ number }) => `You approved ${number}; somebody else has to post it.`,
    zh: ({ number }) => `${number} 由您审批，须由他人过账。`,
  },
  RestNotAllocated: {
    en: ({ amount }) => `No item takes ${amount} of the amount; name what it is for.`,
    zh: ({ amount }) => `金额中有 ${amount} 未指定往来项。`,
  },
  ItemsExceedAmount: {
    en: ({ items, amount }) => `The items add up to ${items}, and the amount is ${amount}.`,
    zh: ({ items, amount }) => `往来项合计 ${items}，与金额 ${amount} 不符。`,
  },
  ItemOfAnother: {
    en: ({ problem }) =>
      problem === 'PARTY'
        ? 'An item is of another party.'
        : 'An item is in another currency than the document says; write it anew.',
    zh: ({ problem }) => (problem === 'PARTY' ? '往来项不属于该往来单位。' : '往来项币种与单据所写不符，请重新填写。'),
  },
  SpotRateMissing: {
    en: ({ currency, on }) => `There is no spot rate of ${currency} on ${on}; give one.`,
    zh: ({ currency, on }) => `缺少 ${on} 的 ${currency} 即期汇率，请填写汇率。`,
  },
  AdvanceInUse: {
    en: ({ original, openAmount }) =>
      `Of the ${original} it left to be settled, ${openAmount} is open; take back first what it was settled by.`,
    zh: ({ original, openAmount }) => `其形成的往来款 ${original} 现未清 ${openAmount}，请先反核销。`,
  },
} satisfies Omit<
  MessagesFor<All>,
  | 'PayerInvolved'
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
>

import type { MessagesFor } from '@erp/graphql-kit'
import type { archiveVoucherDrafts } from '../use-cases/archive-voucher-drafts.ts'
import type {
  attachToVoucherDraft,
  detachFromVoucherDraft,
  prepareVoucherAttachment,
} from '../use-cases/attach-to-voucher-draft.ts'
import type { changeVoucherDraft } from '../use-cases/change-voucher-draft.ts'
import type { copyVoucherDraft } from '../use-cases/copy-voucher-draft.ts'
import type { createVoucherDraft } from '../use-cases/create-voucher-draft.ts'
import type { discardVoucherDraft } from '../use-cases/discard-voucher-draft.ts'
import type { importVouchers } from '../use-cases/import-vouchers.ts'
import type { postVoucherDrafts } from '../use-cases/post-voucher-drafts.ts'
import type { returnVoucherDraft } from '../use-cases/return-voucher-draft.ts'
import type { reverseVoucher, unpostVoucherDraft } from '../use-cases/reverse-voucher.ts'
import type {
  cashierReviewVoucherDrafts,
  reviewVoucherDrafts,
  unreviewVoucherDraft,
} from '../use-cases/review-voucher-drafts.ts'
import type { draftFromSavedVoucher, draftRecurringVouchers, saveVoucher } from '../use-cases/save-voucher.ts'
import type { setVoucherSeries } from '../use-cases/set-voucher-series.ts'
import type { submitVoucherDraft } from '../use-cases/submit-voucher-draft.ts'

const unusable = {
  GROUP: { en: 'is a group account', zh: '不是末级科目' },
  INACTIVE: { en: 'is out of use', zh: '已停用' },
  CONTROL_ACCOUNT: { en: 'moves only together with its subledger', zh: '是受控科目，不能手工记账' },
} as const

const foreign = {
  RATE_MISSING: { en: 'has no exchange rate', zh: '缺少汇率' },
  AMOUNT_MISSING: { en: 'has no amount', zh: '缺少外币金额' },
  CURRENCY_MISSING: { en: 'has no currency', zh: '缺少币种' },
  CURRENCY_OF_BOOKS: { en: 'is in the currency of the books', zh: '使用了本位币' },
  ACCOUNT_IN_CURRENCY_OF_BOOKS: { en: 'stands on an account that keeps none', zh: '所在科目不核算外币' },
  DISAGREES_WITH_RATE: { en: 'times its rate is not the amount', zh: '乘以汇率不等于本位币金额' },
} as const

const requirements = {
  NONE: { en: 'anything', zh: '无限制' },
  CASH_DEBIT: { en: 'a debit of a cash account', zh: '借方必有现金类科目' },
  CASH_CREDIT: { en: 'a credit of a cash account', zh: '贷方必有现金类科目' },
  NO_CASH: { en: 'no cash account', zh: '凭证必无现金类科目' },
} as const

const deeds = {
  PREPARED: { en: 'wrote', zh: '制单' },
  REVIEWED: { en: 'reviewed', zh: '审核' },
  CASHIER_REVIEWED: { en: 'signed as cashier', zh: '出纳签字' },
} as const

const workbooks = {
  NOT_A_WORKBOOK: { en: 'is no XLSX workbook', zh: '不是 XLSX 工作簿' },
  MALFORMED: { en: 'is a damaged workbook', zh: '已损坏' },
  TOO_LARGE: { en: 'is larger than an import takes; split it', zh: '过大，请拆分' },
} as const

const cells = {
  FORMULA: { en: 'a formula', zh: '公式' },
  ERROR_VALUE: { en: 'an error', zh: '错误值' },
  TRUE_OR_FALSE: { en: 'TRUE or FALSE', zh: '逻辑值' },
} as const

/** A sentence for every refusal about vouchers of people; periods and accounts have their own beside them. */
export const voucherMessages = {
  VoucherDraftNotFound: { en: () => 'There is no such draft.', zh: () => '凭证草稿不存在。' },
  VoucherNotFound: { en: () => 'There is no such voucher.', zh: () => '凭证不存在。' },
  BooksNotOpen: { en: () => 'The books of the company are not open yet.', zh: () => '公司账套尚未启用。' },
  VoucherUnbalanced: {
    en: ({ debit, credit }) => `The voucher does not balance: debit ${debit}, credit ${credit}.`,
    zh: ({ debit, credit }) => `凭证借贷不平：借方 ${debit}，贷方 ${credit}。`,
  },
  VoucherTooShort: {
    en: ({ lineCount, minimum }) => `A voucher has at least ${minimum} entries; this one has ${lineCount}.`,
    zh: ({ lineCount, minimum }) => `凭证至少需要 ${minimum} 条分录，当前为 ${lineCount} 条。`,
  },
  VoucherTooLong: {
    en: ({ lineCount, maximum }) => `A voucher has at most ${maximum} entries; this one has ${lineCount}. Split it.`,
    zh: ({ lineCount, maximum }) => `凭证最多 ${maximum} 条分录，当前为 ${lineCount} 条，请拆分。`,
  },
  LineNotOneSided: {
    en: ({ lineNumber, problem }) =>
      problem === 'BOTH'
        ? `Entry ${lineNumber} has a debit and a credit; it takes one of them.`
        : `Entry ${lineNumber} has no amount.`,
    zh: ({ lineNumber, problem }) =>
      problem === 'BOTH' ? `第 ${lineNumber} 条分录同时填写了借方和贷方。` : `第 ${lineNumber} 条分录没有金额。`,
  },
  AccountNotUsable: {
    en: ({ accountCode, problem }) => `Account ${accountCode} cannot be used: it ${unusable[problem].en}.`,
    zh: ({ accountCode, problem }) => `科目 ${accountCode} 不可使用：该科目${unusable[problem].zh}。`,
  },
  DimensionMissing: {
    en: ({ accountCode, dimension }) => `Account ${accountCode} requires a ${dimension}.`,
    zh: ({ accountCode, dimension }) => `科目 ${accountCode} 必须填写辅助核算 ${dimension}。`,
  },
  DimensionNotKept: {
    en: ({ accountCode, dimension }) => `Account ${accountCode} keeps no ${dimension}.`,
    zh: ({ accountCode, dimension }) => `科目 ${accountCode} 没有辅助核算 ${dimension}。`,
  },
  DimensionValueUnknown: {
    en: ({ dimension }) => `There is no such ${dimension} in use.`,
    zh: ({ dimension }) => `辅助核算 ${dimension} 的项目不存在或已停用。`,
  },
  QuantityMissing: {
    en: ({ accountCode, unit }) => `Account ${accountCode} needs a quantity in ${unit}.`,
    zh: ({ accountCode, unit }) => `科目 ${accountCode} 必须填写数量（${unit}）。`,
  },
  ForeignAmountFaulty: {
    en: ({ accountCode, problem }) => `The foreign amount on account ${accountCode} ${foreign[problem].en}.`,
    zh: ({ accountCode, problem }) => `科目 ${accountCode} 的外币金额有误：${foreign[problem].zh}。`,
  },
  CashFlowItemMissing: {
    en: ({ accountCode }) => `An entry of the cash account ${accountCode} needs a cash-flow item.`,
    zh: ({ accountCode }) => `现金类科目 ${accountCode} 的分录必须指定现金流量项目。`,
  },
  VoucherWordUnknown: {
    en: ({ word }) => `There is no series ${word} in use.`,
    zh: ({ word }) => `凭证字“${word}”不存在或已停用。`,
  },
  VoucherWordInUse: {
    en: ({ word, eventKind }) => `The voucher template of ${eventKind} numbers its vouchers in ${word}.`,
    zh: ({ word, eventKind }) => `业务事件 ${eventKind} 的凭证模板正在使用凭证字“${word}”。`,
  },
  VoucherWordMismatch: {
    en: ({ word, requirement }) => `Vouchers of ${word} must have: ${requirements[requirement].en}.`,
    zh: ({ word, requirement }) => `凭证字“${word}”限制：${requirements[requirement].zh}。`,
  },
  DraftNotReady: {
    en: ({ number, status, needed }) =>
      `${number} is ${status}; this is done to drafts that are ${needed.join(' or ')}.`,
    zh: ({ number, status, needed }) => `${number} 的状态为 ${status}，仅 ${needed.join('、')} 状态可执行此操作。`,
  },
  NotTheMaker: {
    en: ({ number }) => `Only the maker of ${number} may do this.`,
    zh: ({ number }) => `只有 ${number} 的制单人可以执行此操作。`,
  },
  DutiesNotSeparate: {
    en: ({ number, did }) => `You ${deeds[did].en} ${number}; somebody else has to do this.`,
    zh: ({ number, did }) => `您已对 ${number} ${deeds[did].zh}，此操作须由他人执行。`,
  },
  MadeByBusinessEvent: {
    en: ({ number, documentNumber }) => `${number} comes from ${documentNumber}; reverse that document.`,
    zh: ({ number, documentNumber }) => `${number} 由业务单据 ${documentNumber} 生成，请冲销该单据。`,
  },
  CashierReviewMissing: {
    en: ({ number }) => `A cashier has to sign ${number} first.`,
    zh: ({ number }) => `${number} 须先由出纳签字。`,
  },
  CashierReviewNotNeeded: {
    en: ({ number }) => `${number} needs no signature of a cashier.`,
    zh: ({ number }) => `${number} 无需出纳签字。`,
  },
  VoucherNotReversible: {
    en: ({ number, kind }) => `${number} cannot be taken back here; it is of kind ${kind}.`,
    zh: ({ number, kind }) => `${number} 不能在此冲销，凭证来源为 ${kind}。`,
  },
  VoucherAlreadyReversed: {
    en: ({ number, reversalNumber }) => `${number} was taken back already by ${reversalNumber}.`,
    zh: ({ number, reversalNumber }) => `${number} 已由 ${reversalNumber} 冲销。`,
  },
  ReversalBeforeVoucher: {
    en: ({ number, postingDate }) => `${number} was posted on ${postingDate}; it cannot be taken back earlier.`,
    zh: ({ number, postingDate }) => `${number} 的记账日期为 ${postingDate}，冲销日期不能更早。`,
  },
  CsvMalformed: {
    en: ({ line, problem }) =>
      `Line ${line} is not comma-separated text: ${problem === 'QUOTE_NOT_CLOSED' ? 'a quote is not closed' : 'text follows a closing quote'}.`,
    zh: ({ line, problem }) =>
      `第 ${line} 行格式有误：${problem === 'QUOTE_NOT_CLOSED' ? '引号未闭合' : '引号后有多余文字'}。`,
  },
  WorkbookUnreadable: {
    en: ({ problem }) => `The file ${workbooks[problem].en}.`,
    zh: ({ problem }) => `文件${workbooks[problem].zh}。`,
  },
  WorkbookCellRefused: {
    en: ({ cell, problem }) => `The cell ${cell} holds ${cells[problem].en}; write its value instead.`,
    zh: ({ cell, problem }) => `单元格 ${cell} 为${cells[problem].zh}，请填写数值或文字。`,
  },
  ImportColumnMissing: {
    en: ({ column }) => `The column “${column}” is missing.`,
    zh: ({ column }) => `缺少列“${column}”。`,
  },
  ImportColumnUnknown: {
    en: ({ heading }) => `The heading “${heading}” means nothing here or stands twice.`,
    zh: ({ heading }) => `列名“${heading}”无法识别或重复。`,
  },
  ImportTooLong: {
    en: ({ rowCount, maximum }) => `The file has ${rowCount} lines; an import takes ${maximum}. Split it.`,
    zh: ({ rowCount, maximum }) => `文件共 ${rowCount} 行，最多 ${maximum} 行，请拆分。`,
  },
  ImportEmpty: { en: () => 'The file has no lines.', zh: () => '文件没有数据。' },
  ImportRejected: {
    en: () => 'Lines of the file are faulty; nothing was imported.',
    zh: () => '文件存在错误，未导入任何内容。',
  },
  ImportedBefore: {
    en: ({ fileName, importedAt }) => `This file was imported before, as ${fileName} at ${importedAt}.`,
    zh: ({ fileName, importedAt }) => `该文件已于 ${importedAt} 以“${fileName}”导入。`,
  },
  ReferenceImported: {
    en: ({ reference }) => `The voucher ${reference} was imported before.`,
    zh: ({ reference }) => `凭证 ${reference} 已导入。`,
  },
  SavedVoucherNotFound: { en: () => 'There is no such saved voucher in use.', zh: () => '常用凭证不存在或已停用。' },
  SavedVoucherFaulty: {
    en: ({ savedVoucherCode }) =>
      `The recurring voucher ${savedVoucherCode} cannot be posted as it is; nothing was made.`,
    zh: ({ savedVoucherCode }) => `周期凭证 ${savedVoucherCode} 有误，未生成任何凭证。`,
  },
  AttachmentNotFound: { en: () => 'The draft has no such attachment.', zh: () => '凭证草稿没有该附件。' },
  AttachmentsAwaited: {
    en: ({ number, names }) => `Files of ${number} have not arrived: ${names.join(', ')}. Send them or take them off.`,
    zh: ({ number, names }) => `${number} 的附件尚未上传：${names.join('、')}。请上传或移除。`,
  },
} satisfies Omit<
  MessagesFor<
    | typeof createVoucherDraft
    | typeof changeVoucherDraft
    | typeof copyVoucherDraft
    | typeof submitVoucherDraft
    | typeof discardVoucherDraft
    | typeof returnVoucherDraft
    | typeof reviewVoucherDrafts
    | typeof unreviewVoucherDraft
    | typeof cashierReviewVoucherDrafts
    | typeof postVoucherDrafts
    | typeof unpostVoucherDraft
    | typeof archiveVoucherDrafts
    | typeof reverseVoucher
    | typeof attachToVoucherDraft
    | typeof detachFromVoucherDraft
    | typeof prepareVoucherAttachment
    | typeof setVoucherSeries
    | typeof importVouchers
    | typeof saveVoucher
    | typeof draftFromSavedVoucher
    | typeof draftRecurringVouchers
  >,
  'PeriodNotFound' | 'PeriodNotClosed' | 'ModuleSealed' | 'ReasonMissing' | 'AccountNotFound' | 'DecidedByApproval'
>

import type { MessagesFor } from '@erp/graphql-kit'
import type { LineProblem } from '../domain/expense-line.ts'
import type { PolicyFinding, PolicyMeasure } from '../domain/expense-policy.ts'
import type { cancelExpenseClaim } from '../use-cases/cancel-expense-claim.ts'
import type { prepareClaimFile, removeFileOfClaim } from '../use-cases/keep-files-of-claims.ts'
import type {
  payEmployeeAdvance,
  payExpenseClaim,
  payExpenseClaims,
  returnEmployeeAdvance,
} from '../use-cases/pay-employees.ts'
import type { requestEmployeeAdvance, withdrawEmployeeAdvance } from '../use-cases/request-employee-advance.ts'
import type { copyExpenseClaim, saveExpenseClaim } from '../use-cases/save-expense-claim.ts'
import type { setExpenseClaimant } from '../use-cases/set-expense-claimant.ts'
import type { setExpensePolicy } from '../use-cases/set-expense-policy.ts'
import type { changeExpenseType, createExpenseType } from '../use-cases/set-expense-type.ts'
import type { setPerDiemRate } from '../use-cases/set-per-diem-rate.ts'
import type {
  discardExpenseClaim,
  reduceExpenseClaim,
  submitExpenseClaim,
  withdrawExpenseClaim,
} from '../use-cases/submit-expense-claim.ts'
import type { budgetMessages } from './budget-messages.ts'
import type { cashMessages } from './cash-messages.ts'
import { obstacleSentence } from './obstacle-sentences.ts'
import type { settlementMessages } from './settlement-messages.ts'

const problems: Readonly<Record<LineProblem['problem'], { readonly en: string; readonly zh: string }>> = {
  TYPE_MISSING: { en: 'has no expense type', zh: '缺少费用类型' },
  TYPE_NOT_ACTIVE: { en: 'has a type that is out of use', zh: '费用类型已停用' },
  DAY_MISSING: { en: 'has no day', zh: '缺少发生日期' },
  DAY_IN_FUTURE: { en: 'is of a day yet to come', zh: '发生日期晚于今天' },
  AMOUNT_MISSING: { en: 'has no amount', zh: '缺少金额' },
  RATE_MISSING: { en: 'has no exchange rate', zh: '缺少汇率' },
  RECEIPT_MISSING: { en: 'has no receipt number', zh: '缺少票据号' },
  RECEIPT_TWICE: { en: 'has the receipt of another line', zh: '票据号与其他行重复' },
  TAX_NOT_TAKEN: { en: 'has printed VAT that is not deducted', zh: '的票面税额不可抵扣' },
  TAX_TOO_HIGH: { en: 'has more VAT than its rate allows', zh: '票面税额超过税率允许' },
  UNTAXED_TOO_HIGH: { en: 'has more without VAT than its amount', zh: '不含税项目金额超过票面金额' },
  PER_DIEM_DAYS_MISSING: { en: 'is paid by the day and counts no days', zh: '缺少补贴天数' },
  PER_DIEM_RATE_MISSING: { en: 'counts days that no rate is set for', zh: '缺少补贴标准' },
  PER_DIEM_DAY_OFF_TRIP: { en: 'counts a day that is not of its trip', zh: '补贴日期不在行程内' },
  TRIP_INCOMPLETE: { en: 'belongs to a trip without its cities or days', zh: '所属行程缺少城市或日期' },
  PER_DIEM_DAY_TWICE: { en: 'counts a day of another line', zh: '补贴日期与其他行重复' },
}

const measures: Readonly<Record<PolicyMeasure, { readonly en: string; readonly zh: string }>> = {
  LINE_AMOUNT: { en: 'amount', zh: '金额' },
  DAY_AMOUNT: { en: 'amount of the day', zh: '当日金额' },
  AGE: { en: 'days since it was spent', zh: '距发生天数' },
}

const statuses = {
  DRAFT: '草稿',
  SUBMITTED: '审批中',
  APPROVED: '已审批',
  REJECTED: '已驳回',
  CANCELLED: '已作废',
  DISCARDED: '已废弃',
  PAID: '已付款',
} as const

const advanceStatuses = {
  REQUESTED: '审批中',
  APPROVED: '已审批',
  REJECTED: '已驳回',
  WITHDRAWN: '已撤回',
  PAID: '已付款',
} as const

const references = {
  EMPLOYEE: { en: 'employee', zh: '职员' },
  DEPARTMENT: { en: 'department', zh: '部门' },
  PROJECT: { en: 'project', zh: '项目' },
} as const

const reductions = {
  NO_SUCH_LINE: { en: 'does not exist', zh: '不存在' },
  NEGATIVE: { en: 'cannot be approved below nothing', zh: '的核定金额不能为负' },
  MORE_THAN_CLAIMED: { en: 'cannot be approved for more than was claimed', zh: '的核定金额不能超过报销金额' },
  NOTHING_LEFT: { en: 'would leave nothing to pay; let the claim be rejected', zh: '核减后无可付金额，请驳回报销单' },
  REASON_MISSING: { en: 'needs a reason', zh: '缺少核减原因' },
  REASON_TOO_LONG: { en: 'has a reason of more than 200 characters', zh: '的核减原因超过 200 字' },
} as const

/** A sentence for every refusal about what employees claim; periods and vouchers have their own beside them. */
export const expenseMessages = {
  ExpenseTypeNotFound: { en: () => 'There is no such expense type.', zh: () => '费用类型不存在。' },
  ExpenseTypeCodeTaken: {
    en: ({ expenseTypeCode }) => `There is an expense type ${expenseTypeCode} already.`,
    zh: ({ expenseTypeCode }) => `费用类型编码 ${expenseTypeCode} 已存在。`,
  },
  UserNotOfCompany: { en: () => 'The user is no member of the company.', zh: () => '该用户不是公司成员。' },
  UserClaimsForAnother: {
    en: () => 'The user claims as another employee already.',
    zh: () => '该用户已对应其他职员。',
  },
  ExpenseClaimNotFound: { en: () => 'There is no such expense claim.', zh: () => '报销单不存在。' },
  NotYourClaim: {
    en: () => 'This claim is not yours to write, or too much yours to decide on.',
    zh: () => '不能代他人填写该报销单，也不能处理本人的报销单。',
  },
  ClaimantUnknown: {
    en: () => 'You are not known as an employee who claims; ask finance to say which one you are.',
    zh: () => '当前用户尚未对应职员，请联系财务设置报销人。',
  },
  EmployeeAdvanceNotFound: { en: () => 'There is no such advance.', zh: () => '借款单不存在。' },
  AdvanceNotReady: {
    en: ({ number, status }) => `${number} is ${status}; this cannot be done now.`,
    zh: ({ number, status }) => `${number} 当前为${advanceStatuses[status]}状态，不能执行此操作。`,
  },
  CancellerInvolved: {
    en: ({ number }) => `You wrote or submitted ${number}; somebody else has to take it back.`,
    zh: ({ number }) => `${number} 由您填写或提交，须由他人作废。`,
  },
  PayerInvolved: {
    en: ({ number }) => `You wrote, approved or are paid ${number}; somebody else has to pay it.`,
    zh: ({ number }) => `您是 ${number} 的制单、审批或收款人，须由他人付款。`,
  },
  NothingToPay: {
    en: ({ number }) => `Advances cover all of ${number}, or it was settled; there is nothing to pay.`,
    zh: ({ number }) => `${number} 已由借款冲抵或已结清，无需付款。`,
  },
  ExpenseClaimSettled: {
    en: ({ number, paymentNumber }) =>
      paymentNumber === null
        ? `What ${number} owes was settled; take the settlement back first.`
        : `${number} was paid by ${paymentNumber}; take that payment back first.`,
    zh: ({ number, paymentNumber }) =>
      paymentNumber === null
        ? `${number} 的应付款已核销，请先反核销。`
        : `${number} 已由 ${paymentNumber} 支付，请先冲销该付款单。`,
  },
  CashAccountUnsaid: {
    en: () => 'No cash account stands on the account that BANK means; name the one to use.',
    zh: () => '银行存款科目未对应资金账户，请指定资金账户。',
  },
  ExpenseClaimNotReady: {
    en: ({ number, status }) => `${number} is ${status}; this cannot be done now.`,
    zh: ({ number, status }) => `${number} 当前为${statuses[status]}状态，不能执行此操作。`,
  },
  ClaimFileNotFound: { en: () => 'The claim has no such file.', zh: () => '该报销单没有此附件。' },
  ClaimFilesAwaited: {
    en: ({ number, names }) => `Files of ${number} have not arrived: ${names.join(', ')}. Send them or take them off.`,
    zh: ({ number, names }) => `${number} 的附件尚未上传：${names.join('、')}。请上传或移除。`,
  },
  ExpenseClaimIncomplete: {
    en: ({ problems: found }) =>
      found.length === 0
        ? 'The claim has no lines.'
        : `The claim is not complete: ${found.map((one) => `line ${one.lineNumber} ${problems[one.problem].en}`).join('; ')}.`,
    zh: ({ problems: found }) =>
      found.length === 0
        ? '报销单没有明细。'
        : `报销单不完整：${found.map((one) => `第 ${one.lineNumber} 行${problems[one.problem].zh}`).join('；')}。`,
  },
  ExpensePolicyViolated: {
    en: ({ findings }) => `The claim exceeds what is allowed: ${findings.map(inEnglish).join('; ')}.`,
    zh: ({ findings }) => `超出报销标准：${findings.map(inChinese).join('；')}。`,
  },
  ReceiptAlreadyClaimed: {
    en: ({ receiptNumber, claimNumber }) => `Receipt ${receiptNumber} is claimed in ${claimNumber} already.`,
    zh: ({ receiptNumber, claimNumber }) => `票据 ${receiptNumber} 已在 ${claimNumber} 中报销。`,
  },
  PerDiemDayClaimed: {
    en: ({ spentOn, claimNumber }) => `${spentOn} is paid for in ${claimNumber} already.`,
    zh: ({ spentOn, claimNumber }) => `${spentOn} 的补贴已在 ${claimNumber} 中报销。`,
  },
  ExpenseReferenceUnknown: {
    en: ({ reference }) => `The company has no such ${references[reference].en} in use.`,
    zh: ({ reference }) => `${references[reference].zh}不存在或已停用。`,
  },
  ExpenseReductionInvalid: {
    en: ({ lineNumber, problem }) => `Line ${lineNumber} ${reductions[problem].en}.`,
    zh: ({ lineNumber, problem }) => `第 ${lineNumber} 行${reductions[problem].zh}。`,
  },
  DocumentNotPostable: {
    en: ({ documentNumber, obstacle }) => `${documentNumber} could not be posted: ${obstacleSentence(obstacle, 'en')}`,
    zh: ({ documentNumber, obstacle }) => `${documentNumber} 无法生成凭证：${obstacleSentence(obstacle, 'zh-CN')}`,
  },
} satisfies Omit<
  MessagesFor<
    | typeof createExpenseType
    | typeof changeExpenseType
    | typeof setExpenseClaimant
    | typeof setExpensePolicy
    | typeof setPerDiemRate
    | typeof saveExpenseClaim
    | typeof copyExpenseClaim
    | typeof prepareClaimFile
    | typeof removeFileOfClaim
    | typeof submitExpenseClaim
    | typeof reduceExpenseClaim
    | typeof withdrawExpenseClaim
    | typeof discardExpenseClaim
    | typeof cancelExpenseClaim
    | typeof requestEmployeeAdvance
    | typeof withdrawEmployeeAdvance
    | typeof payEmployeeAdvance
    | typeof returnEmployeeAdvance
    | typeof payExpenseClaims
    | typeof payExpenseClaim
  >,
  | keyof typeof cashMessages
  | keyof typeof budgetMessages
  | keyof typeof settlementMessages
  | 'ClosingAccountMissing'
  | 'AccountNotUsable'
  | 'ExchangeRateInvalid'
  | 'PeriodNotFound'
  | 'ModuleSealed'
  | 'ReasonMissing'
  | 'BooksNotOpen'
  | 'DimensionValueNotFound'
>

function inEnglish({ lineNumber, measure, limit, actual }: PolicyFinding): string {
  return `line ${lineNumber}, ${measures[measure].en} ${actual} of ${limit}`
}

function inChinese({ lineNumber, measure, limit, actual }: PolicyFinding): string {
  return `第 ${lineNumber} 行${measures[measure].zh} ${actual}，标准 ${limit}`
}

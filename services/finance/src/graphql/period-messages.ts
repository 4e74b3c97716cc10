import type { MessagesFor } from '@erp/graphql-kit'
import type { approveLatePosting } from '../use-cases/approve-late-posting.ts'
import type { beginClosingPeriod } from '../use-cases/begin-closing-period.ts'
import type { closePeriod } from '../use-cases/close-period.ts'
import type { openPeriods } from '../use-cases/open-periods.ts'
import type { reopenPeriod } from '../use-cases/reopen-period.ts'
import type { requestReopening, withdrawReopening } from '../use-cases/request-reopening.ts'
import type { runClosingStep } from '../use-cases/run-closing-step.ts'
import type { sealPeriod, unsealPeriod } from '../use-cases/seal-period.ts'
import { blockerSentence } from './closing-sentences.ts'

const modules = {
  PURCHASING: { en: 'Purchasing', zh: '采购' },
  SALES: { en: 'Sales', zh: '销售' },
  INVENTORY: { en: 'Inventory', zh: '库存' },
  FINANCE: { en: 'Finance', zh: '财务' },
} as const

/** A sentence for every refusal about periods and their month-end. */
export const periodMessages = {
  PeriodNotFound: {
    en: ({ period }) => `The books have no period ${period}.`,
    zh: ({ period }) => `账套中没有会计期间 ${period}。`,
  },
  EarlierPeriodOpen: {
    en: ({ period }) => `Months close in order; ${period} is still open.`,
    zh: ({ period }) => `须按顺序结账，会计期间 ${period} 尚未结账。`,
  },
  LaterPeriodClosed: {
    en: ({ period }) => `Only the latest closed month can be reopened; that is ${period}.`,
    zh: ({ period }) => `只能反结账最近已结账的期间 ${period}。`,
  },
  PeriodNotClosed: {
    en: ({ period }) => `Period ${period} is open already.`,
    zh: ({ period }) => `会计期间 ${period} 未结账。`,
  },
  ReasonMissing: {
    en: () => 'Say why.',
    zh: () => '请填写原因。',
  },
  PeriodsNotAhead: {
    en: ({ through, lastPeriod }) =>
      lastPeriod === null
        ? 'The books of the company are not open yet.'
        : `${through} is not ahead of ${lastPeriod}, the last month of the books, by at most ten years.`,
    zh: ({ through, lastPeriod }) =>
      lastPeriod === null ? '公司账套尚未启用。' : `${through} 须在账套最后期间 ${lastPeriod} 之后十年以内。`,
  },
  ClosingBlocked: {
    en: ({ period, blockers }) =>
      `${period} has something left to do. ${blockers.map((one) => blockerSentence(one, 'en')).join(' ')}`,
    zh: ({ period, blockers }) =>
      `会计期间 ${period} 尚有未完成事项：${blockers.map((one) => blockerSentence(one, 'zh-CN')).join('')}`,
  },
  SecondPersonNeeded: {
    en: ({ period }) => `Another person has to ask for ${period} to be reopened first.`,
    zh: ({ period }) => `会计期间 ${period} 须由另一人先提出反结账申请。`,
  },
  ReopeningNotFound: {
    en: () => 'There is no such request to reopen a period.',
    zh: () => '该反结账申请不存在。',
  },
  ReopeningNotPending: {
    en: ({ period }) => `The request to reopen ${period} does not wait for approval.`,
    zh: ({ period }) => `会计期间 ${period} 的反结账申请不在审批中。`,
  },
  BeforeFirstPeriod: {
    en: ({ period, firstPeriod }) => `${period} is before ${firstPeriod}, the first month of the books.`,
    zh: ({ period, firstPeriod }) => `会计期间 ${period} 早于账套启用期间 ${firstPeriod}。`,
  },
  LatePostingNeedsAnother: {
    en: ({ documentNumber }) => `${documentNumber} is yours; somebody else has to let it be posted late.`,
    zh: ({ documentNumber }) => `${documentNumber} 由您办理，须由他人批准迟到过账。`,
  },
  LateFactNotFound: {
    en: () => 'No such event is held for its period.',
    zh: () => '没有该迟到单据。',
  },
  NotYearEnd: {
    en: ({ period }) => `${period} is not the end of a year.`,
    zh: ({ period }) => `会计期间 ${period} 不是年末期间。`,
  },
  ClosingAccountMissing: {
    en: ({ accountKey }) => `No rule names a usable account for ${accountKey}.`,
    zh: ({ accountKey }) => `取数键 ${accountKey} 没有可用科目。`,
  },
  ModuleSealed: {
    en: ({ period, module }) => `${modules[module].en} is sealed for ${period} already.`,
    zh: ({ period, module }) => `${modules[module].zh}模块 ${period} 已结账。`,
  },
  ModuleNotSealed: {
    en: ({ period, module }) => `${modules[module].en} is not sealed for ${period}.`,
    zh: ({ period, module }) => `${modules[module].zh}模块 ${period} 未结账。`,
  },
} satisfies Omit<
  MessagesFor<
    | typeof approveLatePosting
    | typeof beginClosingPeriod
    | typeof closePeriod
    | typeof openPeriods
    | typeof reopenPeriod
    | typeof requestReopening
    | typeof withdrawReopening
    | typeof runClosingStep
    | typeof sealPeriod
    | typeof unsealPeriod
  >,
  'DecidedByApproval'
>

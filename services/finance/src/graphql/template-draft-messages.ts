import type { MessagesFor } from '@erp/graphql-kit'
import type { TemplateFault } from '../domain/activate-template.ts'
import type { activateVoucherTemplateDraft } from '../use-cases/activate-voucher-template-draft.ts'
import type { changeVoucherTemplateDraft } from '../use-cases/write-voucher-template-draft.ts'

const ends = {
  DRAFT: { en: 'is open', zh: '未结束' },
  ACTIVATED: { en: 'was activated', zh: '已启用' },
  DISCARDED: { en: 'was given up', zh: '已放弃' },
} as const

type All = MessagesFor<typeof activateVoucherTemplateDraft | typeof changeVoucherTemplateDraft>

/** A sentence for every refusal about drafts of templates, beside those of activating one. */
export const templateDraftMessages = {
  TemplateDraftNotFound: {
    en: () => 'There is no such draft of a voucher template.',
    zh: () => '该凭证模板草稿不存在。',
  },
  TemplateDraftNotOpen: {
    en: ({ status }) => `The draft ${ends[status].en}.`,
    zh: ({ status }) => `该草稿${ends[status].zh}。`,
  },
} satisfies Omit<All, TemplateFault['refusal'] | 'VoucherWordUnknown'>

import type { MessagesFor } from '@erp/graphql-kit'
import type { writePaymentFile } from '../use-cases/write-payment-file.ts'

/** A sentence for every refusal about files of payment runs. */
export const paymentFileMessages = {
  PaymentRunNotApproved: {
    en: () => 'There is no such payment run that is approved, or it is not known here yet.',
    zh: () => '没有该已审批的付款批次，或此处尚未获知其审批。',
  },
  RunPayerInvolved: {
    en: ({ number }) => `You made, submitted or approved ${number}; somebody else has to pay it.`,
    zh: ({ number }) => `${number} 由您制单、提交或审批，须由他人付款。`,
  },
  PayeesWithoutAccount: {
    en: ({ number, currency, payees }) =>
      `${number} cannot be paid: no account in ${currency} of ${payees.join(', ')}.`,
    zh: ({ number, currency, payees }) => `${number} 不能付款，以下收款人没有 ${currency} 账户：${payees.join('、')}。`,
  },
} satisfies MessagesFor<typeof writePaymentFile>

import type { MessagesFor } from '@erp/graphql-kit'
import type { changeCustomer } from '../use-cases/change-customer.ts'
import type { createCustomer } from '../use-cases/create-customer.ts'

/** A sentence for every refusal of sales; a missing one does not compile. */
export const messages = {
  CustomerNotFound: {
    en: () => 'There is no such customer.',
    zh: () => '客户不存在。',
  },
  CustomerCodeTaken: {
    en: ({ customerCode }) => `Another customer already has the code ${customerCode}.`,
    zh: ({ customerCode }) => `客户代码 ${customerCode} 已被使用。`,
  },
  CompanyNotActive: {
    en: ({ reason }) =>
      reason === 'CLOSED'
        ? 'The company is closed for new business.'
        : 'The company is still being set up; try again in a moment.',
    zh: ({ reason }) => (reason === 'CLOSED' ? '公司已停用，不能办理新业务。' : '公司资料正在同步，请稍后再试。'),
  },
} satisfies MessagesFor<typeof createCustomer | typeof changeCustomer>

import type { MessagesFor } from '@erp/graphql-kit'
import type { activateVoucherTemplate } from '../use-cases/activate-voucher-template.ts'
import type { removeAccountRule } from '../use-cases/remove-account-rule.ts'
import type { setAccountRule } from '../use-cases/set-account-rule.ts'

const problems = {
  GROUP: { en: 'is a group account', zh: '不是末级科目' },
  INACTIVE: { en: 'is out of use', zh: '已停用' },
  CONTROLLED_BY_ANOTHER_KEY: { en: 'is reserved for another account key', zh: '是其他取数键的受控科目' },
  NOT_A_CONTROL_ACCOUNT: { en: 'is no control account of that key', zh: '不是该取数键的受控科目' },
} as const

/** A sentence for every refusal of finance; a missing one does not compile. */
export const messages = {
  AccountNotFound: {
    en: ({ accountCode }) => `There is no account ${accountCode}.`,
    zh: ({ accountCode }) => `科目 ${accountCode} 不存在。`,
  },
  AccountNotPostable: {
    en: ({ accountCode, accountKey, problem }) =>
      `Account ${accountCode} cannot carry lines of ${accountKey}: it ${problems[problem].en}.`,
    zh: ({ accountCode, accountKey, problem }) =>
      `科目 ${accountCode} 不能用于取数键 ${accountKey}：该科目${problems[problem].zh}。`,
  },
  AccountRuleAmbiguous: {
    en: ({ accountCode }) =>
      `Some lines would be answered as well by the rule that names ${accountCode}. Add a rule for what both name first.`,
    zh: ({ accountCode }) => `部分分录将同时匹配指向科目 ${accountCode} 的规则，请先为两者共同的条件设置规则。`,
  },
  AccountRuleNotFound: {
    en: () => 'There is no such account rule in use.',
    zh: () => '该取数规则不存在或已停用。',
  },
  TemplatePlaceholderUnknown: {
    en: ({ placeholder }) => `A summary cannot quote ${placeholder}.`,
    zh: ({ placeholder }) => `摘要不能使用占位符 ${placeholder}。`,
  },
  TemplateUnbalanced: {
    en: ({ amounts }) =>
      `Debits and credits do not take ${amounts.join(' and ')} alike, so some events would not balance.`,
    zh: ({ amounts }) => `借贷双方对 ${amounts.join('、')} 的取数不一致，凭证将借贷不平。`,
  },
  TemplateWithoutExample: {
    en: () => 'Add a worked example before activating the template.',
    zh: () => '启用前请至少添加一个校验示例。',
  },
  TemplateExampleFailed: {
    en: ({ example, expected, actual }) => `The example “${example}” gives ${actual} instead of ${expected}.`,
    zh: ({ example, expected, actual }) => `校验示例“${example}”的结果为 ${actual}，应为 ${expected}。`,
  },
} satisfies Omit<
  MessagesFor<typeof setAccountRule | typeof removeAccountRule | typeof activateVoucherTemplate>,
  'VoucherWordUnknown'
>

import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import { isVoucherWord } from '../domain/voucher.ts'
import type { TemplateContent } from '../domain/voucher-template.ts'
import type {
  ActivateVoucherTemplateInput,
  MutationResolvers,
  QueryResolvers,
  VoucherTemplateExampleResolvers,
  VoucherTemplateResolvers,
} from '../generated/graphql.ts'
import { findTemplate, listTemplates } from '../store/voucher-templates.ts'
import { activateVoucherTemplate } from '../use-cases/activate-voucher-template.ts'

export const Query: QueryResolvers = {
  voucherTemplates: async (_, { activeOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position, 2)
    const [eventKind, version] = page.after ?? []
    const after = eventKind === undefined ? undefined : { eventKind, templateVersion: Number(version) || 0 }
    const rows = await transactor.read([caller.companyId], (tx) =>
      listTemplates(tx, caller.companyId, { limit: page.limit, after, activeOnly }),
    )
    return connection(rows, { ...page, orderKey: (one) => [one.eventKind, String(one.templateVersion)] })
  },
}

export const Mutation: MutationResolvers = {
  activateVoucherTemplate: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { eventKind, expectedVersion } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'activateVoucherTemplate', idempotencyKey, input },
      (unit) => activateVoucherTemplate(unit, { eventKind, expectedVersion, content: toContent(input) }),
      findTemplate,
    )
    return payload('voucherTemplate', outcome, context)
  },
}

export const VoucherTemplate: VoucherTemplateResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.voucherTemplate.load(id),
  active: ({ status }) => status === 'ACTIVE',
}

export const VoucherTemplateExample: VoucherTemplateExampleResolvers = {
  stockValue: ({ amounts }) => amounts.stockValue,
  clearingValue: ({ amounts }) => amounts.clearingValue,
  differenceValue: ({ amounts }) => amounts.differenceValue,
}

function toContent({
  name,
  word = '记',
  lines,
  examples,
}: Omit<ActivateVoucherTemplateInput, 'idempotencyKey'>): TemplateContent {
  if (!isVoucherWord(word)) throw badInput('word is one of 记, 收, 付, 转.')
  return {
    name,
    word,
    lines: lines.map(({ negated = false, whenNegative = 'RED', ...line }) => ({ ...line, negated, whenNegative })),
    examples: examples.map(({ stockValue, clearingValue, differenceValue, ...example }) => ({
      ...example,
      amounts: { stockValue, clearingValue, differenceValue },
    })),
  }
}

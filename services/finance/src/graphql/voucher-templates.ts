import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { Dimension } from '../domain/auxiliary-dimension.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  VoucherTemplateBackTestChangeResolvers,
  VoucherTemplateExampleResolvers,
  VoucherTemplateLineResolvers,
  VoucherTemplateResolvers,
} from '../generated/graphql.ts'
import { findTemplate, listTemplates } from '../store/voucher-templates.ts'
import { activateVoucherTemplate } from '../use-cases/activate-voucher-template.ts'
import { toContent, tryOut } from './written-template.ts'

export const Query: QueryResolvers = {
  voucherTemplates: async (_, { activeOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['text', 'int'])
    const [eventKind, version] = page.after ?? []
    const after = eventKind === undefined ? undefined : { eventKind, templateVersion: Number(version) }
    const rows = await transactor.read([caller.companyId], (tx) =>
      listTemplates(tx, caller.companyId, { limit: page.limit, after, activeOnly }),
    )
    return connection(rows, { ...page, orderKey: (one) => [one.eventKind, String(one.templateVersion)] })
  },
}

export const Mutation: MutationResolvers = {
  activateVoucherTemplate: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { eventKind, expectedVersion, effectiveOn = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'activateVoucherTemplate', idempotencyKey, input },
      (unit) =>
        activateVoucherTemplate(unit, {
          eventKind,
          expectedVersion,
          content: toContent(input),
          effectiveFrom: effectiveOn,
        }),
      findTemplate,
    )
    return payload('voucherTemplate', outcome, context)
  },
}

export const VoucherTemplate: VoucherTemplateResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.voucherTemplate.load(id),
  active: ({ status }) => status === 'ACTIVE',
  effectiveOn: ({ effectiveFrom }) => effectiveFrom,
  backTest: tryOut,
}

export const VoucherTemplateLine: VoucherTemplateLineResolvers = {
  dimensions: ({ dimensions }) => dimensions?.map((one) => one.toUpperCase() as Uppercase<Dimension>) ?? null,
}

export const VoucherTemplateBackTestChange: VoucherTemplateBackTestChangeResolvers = {
  obstacleCode: ({ obstacle }) => obstacle,
}

export const VoucherTemplateExample: VoucherTemplateExampleResolvers = {
  stockValue: ({ amounts }) => amounts.stockValue ?? '0',
  transitValue: ({ amounts }) => amounts.transitValue ?? '0',
  clearingValue: ({ amounts }) => amounts.clearingValue ?? '0',
  differenceValue: ({ amounts }) => amounts.differenceValue ?? '0',
  netValue: ({ amounts }) => amounts.netValue ?? '0',
  chargeValue: ({ amounts }) => amounts.chargeValue ?? '0',
  aheadValue: ({ amounts }) => amounts.aheadValue ?? '0',
  taxValue: ({ amounts }) => amounts.taxValue ?? '0',
  exchangeValue: ({ amounts }) => amounts.exchangeValue ?? '0',
  estimateValue: ({ amounts }) => amounts.estimateValue ?? '0',
  grossValue: ({ amounts }) => amounts.grossValue ?? '0',
}

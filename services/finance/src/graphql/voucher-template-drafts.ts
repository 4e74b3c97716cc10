import { connection, pageOf, payload, userError } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import { faultOfDraft } from '../domain/template-draft.ts'
import { checkUsable } from '../domain/voucher-series.ts'
import type { MutationResolvers, QueryResolvers, VoucherTemplateDraftResolvers } from '../generated/graphql.ts'
import { findTemplateDraft, listTemplateDrafts } from '../store/voucher-template-drafts.ts'
import { findTemplate } from '../store/voucher-templates.ts'
import { activateVoucherTemplateDraft } from '../use-cases/activate-voucher-template-draft.ts'
import {
  changeVoucherTemplateDraft,
  createVoucherTemplateDraft,
  discardVoucherTemplateDraft,
} from '../use-cases/write-voucher-template-draft.ts'
import { toContent, tryOut } from './written-template.ts'

export const Query: QueryResolvers = {
  voucherTemplateDrafts: async (_, position, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const afterId = page.after?.[0] ?? null
    const rows = await transactor.read([caller.companyId], (tx) =>
      listTemplateDrafts(tx, caller.companyId, { limit: page.limit, afterId }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },
}

export const Mutation: MutationResolvers = {
  createVoucherTemplateDraft: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createVoucherTemplateDraft', idempotencyKey, input },
      (unit) => createVoucherTemplateDraft(unit, { eventKind: input.eventKind, content: toContent(input) }),
      findTemplateDraft,
    )
    return payload('voucherTemplateDraft', outcome, context)
  },

  changeVoucherTemplateDraft: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { draftId, expectedVersion } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeVoucherTemplateDraft', idempotencyKey, input },
      (unit) => changeVoucherTemplateDraft(unit, { draftId, expectedVersion, content: toContent(input) }),
      findTemplateDraft,
    )
    return payload('voucherTemplateDraft', outcome, context)
  },

  discardVoucherTemplateDraft: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'discardVoucherTemplateDraft', idempotencyKey, input },
      (unit) => discardVoucherTemplateDraft(unit, input),
      findTemplateDraft,
    )
    return payload('voucherTemplateDraft', outcome, context)
  },

  activateVoucherTemplateDraft: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'activateVoucherTemplateDraft', idempotencyKey, input },
      (unit) => activateVoucherTemplateDraft(unit, { ...input, effectiveFrom: input.effectiveOn ?? null }),
      findTemplate,
    )
    return payload('voucherTemplate', outcome, context)
  },
}

export const VoucherTemplateDraft: VoucherTemplateDraftResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findTemplateDraft(tx, id)) : undefined,
  fault: async (draft, _, context) => {
    const series = await context.loaders.voucherSeries.load(draft.word)
    const fault = faultOfDraft(draft) ?? checkUsable(series, draft.word)
    return fault ? userError(fault, context) : null
  },
  backTest: tryOut,
  voucherTemplate: ({ templateVersionId }, _, { loaders }) =>
    templateVersionId === null ? null : loaders.voucherTemplate.load(templateVersionId),
}

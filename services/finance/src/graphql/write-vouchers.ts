import { payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import type { Refusal } from '@erp/values'
import type { EntryLine } from '../domain/entry-line.ts'
import type { VoucherDraft } from '../domain/voucher-draft.ts'
import type { VoucherEntry } from '../domain/voucher-entry.ts'
import type { CreateVoucherDraftInput, MutationResolvers, VoucherEntryInput } from '../generated/graphql.ts'
import type { Tx } from '../store/database.ts'
import { draftsOfRequest, findDraft } from '../store/voucher-drafts.ts'
import { findVouchers } from '../store/voucher-records.ts'
import { archiveVoucherDrafts } from '../use-cases/archive-voucher-drafts.ts'
import type { ChangedDrafts, DraftReference } from '../use-cases/change-drafts.ts'
import { changeVoucherDraft } from '../use-cases/change-voucher-draft.ts'
import { copyVoucherDraft } from '../use-cases/copy-voucher-draft.ts'
import { createVoucherDraft } from '../use-cases/create-voucher-draft.ts'
import { discardVoucherDraft } from '../use-cases/discard-voucher-draft.ts'
import { postVoucherDrafts } from '../use-cases/post-voucher-drafts.ts'
import { returnVoucherDraft } from '../use-cases/return-voucher-draft.ts'
import { reverseVoucher, unpostVoucherDraft } from '../use-cases/reverse-voucher.ts'
import {
  cashierReviewVoucherDrafts,
  reviewVoucherDrafts,
  unreviewVoucherDraft,
} from '../use-cases/review-voucher-drafts.ts'
import { submitVoucherDraft } from '../use-cases/submit-voucher-draft.ts'
import type { Context } from './context.ts'

type Unit = UnitOfWork<Tx>

export const Mutation: MutationResolvers = {
  createVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('createVoucherDraft', idempotencyKey, input, context, (unit) => createVoucherDraft(unit, toEntry(input))),

  changeVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('changeVoucherDraft', idempotencyKey, input, context, (unit) =>
      changeVoucherDraft(unit, referenceOf(input), toEntry(input)),
    ),

  copyVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('copyVoucherDraft', idempotencyKey, input, context, (unit) =>
      copyVoucherDraft(unit, { voucherDraftId: input.voucherDraftId, postingDate: input.postingOn }),
    ),

  submitVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('submitVoucherDraft', idempotencyKey, input, context, (unit) =>
      submitVoucherDraft(unit, referenceOf(input), context.approvals),
    ),

  discardVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('discardVoucherDraft', idempotencyKey, input, context, (unit) =>
      discardVoucherDraft(unit, referenceOf(input)),
    ),

  returnVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('returnVoucherDraft', idempotencyKey, input, context, (unit) =>
      returnVoucherDraft(unit, { ...referenceOf(input), reason: input.reason }),
    ),

  unreviewVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('unreviewVoucherDraft', idempotencyKey, input, context, (unit) =>
      unreviewVoucherDraft(unit, { ...referenceOf(input), reason: input.reason }),
    ),

  unpostVoucherDraft: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('unpostVoucherDraft', idempotencyKey, input, context, (unit) =>
      unpostVoucherDraft(unit, { ...referenceOf(input), reason: input.reason }),
    ),

  reviewVoucherDrafts: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeMany('reviewVoucherDrafts', idempotencyKey, input, context, reviewVoucherDrafts),

  cashierReviewVoucherDrafts: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeMany('cashierReviewVoucherDrafts', idempotencyKey, input, context, cashierReviewVoucherDrafts),

  postVoucherDrafts: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeMany('postVoucherDrafts', idempotencyKey, input, context, postVoucherDrafts),

  archiveVoucherDrafts: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeMany('archiveVoucherDrafts', idempotencyKey, input, context, archiveVoucherDrafts),

  reverseVoucher: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'reverseVoucher', idempotencyKey, input },
      (unit) => reverseVoucher(unit, input),
      async (tx, id) => (await findVouchers(tx, [id]))[0],
    )
    return payload('voucher', outcome, context)
  },
}

/** The entry that an input describes; what was left out is null. */
export function toEntry(
  input: Pick<CreateVoucherDraftInput, 'word' | 'postingOn' | 'businessOn' | 'paperCount' | 'lines'>,
): VoucherEntry {
  const { word = '记', postingOn, businessOn, paperCount = 0, lines } = input
  return { word, postingDate: postingOn, businessDate: businessOn ?? postingOn, paperCount, lines: lines.map(toLine) }
}

/** A line as its input describes it; what was left out is null. */
export function toLine({ accountCode, summary, ...given }: VoucherEntryInput): EntryLine {
  return { ...nothingGiven, ...given, accountCode, summary } as EntryLine
}

const nothingGiven: Omit<EntryLine, 'accountCode' | 'summary'> = {
  ...{ debit: null, credit: null, customerId: null, supplierId: null, employeeId: null, departmentId: null },
  ...{ projectId: null, itemId: null, warehouseId: null, quantity: null, foreignCurrency: null, foreignAmount: null },
  ...{ exchangeRate: null, cashFlowItem: null },
}

function referenceOf({
  voucherDraftId,
  expectedVersion,
}: {
  readonly voucherDraftId: string
  readonly expectedVersion: number
}): DraftReference {
  return { id: voucherDraftId, expectedVersion }
}

/** A mutation of one draft: once for each key, answered with the draft as it is. */
export async function changeOne<Fault extends Refusal>(
  operation: string,
  idempotencyKey: string,
  input: unknown,
  context: Context,
  work: (unit: Unit) => Promise<VoucherDraft | Fault>,
) {
  const outcome = await context.transactor.once<VoucherDraft | Fault>(
    context.caller,
    { operation, idempotencyKey, input },
    work,
    async (tx, id) => (await findDraft(tx, id)) as Exclude<VoucherDraft | Fault, Refusal> | undefined,
  )
  return payload('voucherDraft', outcome, context)
}

async function changeMany<Fault extends Refusal>(
  operation: string,
  idempotencyKey: string,
  input: { readonly voucherDrafts: readonly { readonly voucherDraftId: string; readonly expectedVersion: number }[] },
  context: Context,
  work: (unit: Unit, references: readonly DraftReference[]) => Promise<ChangedDrafts | Fault>,
) {
  const outcome = await context.transactor.once<ChangedDrafts | Fault>(
    context.caller,
    { operation, idempotencyKey, input },
    (unit) => work(unit, input.voucherDrafts.map(referenceOf)),
    async (tx, id) => ({ id, drafts: await draftsOfRequest(tx, id) }) as Exclude<ChangedDrafts | Fault, Refusal>,
  )
  return payload(
    'voucherDrafts',
    'refusal' in outcome ? (outcome as Refusal) : [...(outcome as ChangedDrafts).drafts],
    context,
  )
}

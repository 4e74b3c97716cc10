import type { MessagesFor } from '@erp/graphql-kit'
import type { SettlementMixed } from '../domain/settlement.ts'
import type { autoSettleOpenItems } from '../use-cases/auto-settle-open-items.ts'
import type { extendDiscount } from '../use-cases/extend-discount.ts'
import type { setWriteOffLimit } from '../use-cases/set-write-off-limit.ts'
import type { settleOpenItems } from '../use-cases/settle-open-items.ts'
import type { transferOpenItems } from '../use-cases/transfer-open-items.ts'
import type { undoSettlement } from '../use-cases/undo-settlement.ts'

const mixed: Readonly<Record<SettlementMixed['problem'], { readonly en: string; readonly zh: string }>> = {
  CURRENCIES: { en: 'Only items of one currency settle each other.', zh: '只有相同币种的往来项才能核销。' },
  PARTIES: { en: 'Only items of one party settle each other.', zh: '只有同一往来单位的往来项才能核销。' },
  AGREEMENT_MISSING: {
    en: 'Name the agreement by which what the customer owes is set off against what the supplier is owed.',
    zh: '客户与供应商对冲须填写抵账协议。',
  },
}

/** A sentence for every refusal about settlements that no other file has. */
export const settlementMessages = {
  OpenItemNotFound: {
    en: () => 'There is no such open item.',
    zh: () => '该往来未清项不存在。',
  },
  OpenItemChanged: {
    en: ({ openAmount }) => `Something happened to the item meanwhile: ${openAmount} of it is open.`,
    zh: ({ openAmount }) => `该往来项已发生变化，现未清金额为 ${openAmount}。`,
  },
  OpenAmountExceeded: {
    en: ({ openAmount }) => `Only ${openAmount} of the item is open; settle more than nothing and at most that.`,
    zh: ({ openAmount }) => `该往来项未清金额为 ${openAmount}，核销金额须大于零且不超过未清金额。`,
  },
  DiscountNotToBeHad: {
    en: ({ lastOn, discount }) =>
      lastOn === null
        ? 'Nothing is taken off for paying this early.'
        : `The discount is ${discount}, to be had through ${lastOn}; somebody with the right may extend that.`,
    zh: ({ lastOn, discount }) =>
      lastOn === null
        ? '该往来项没有现金折扣。'
        : `现金折扣为 ${discount}，截至 ${lastOn} 有效；如需放宽期限，请有权限者处理。`,
  },
  SettlementUneven: {
    en: ({ debit, credit }) => `Debits of ${debit} do not settle credits of ${credit}.`,
    zh: ({ debit, credit }) => `借方 ${debit} 与贷方 ${credit} 不相等，不能核销。`,
  },
  SettlementTooSmall: {
    en: ({ fewest, most }) => `A settlement has ${fewest} to ${most} items.`,
    zh: ({ fewest, most }) => `一次核销须有 ${fewest} 至 ${most} 个往来项。`,
  },
  SettlementMixed: {
    en: ({ problem }) => mixed[problem].en,
    zh: ({ problem }) => mixed[problem].zh,
  },
  SettledBeforeItem: {
    en: ({ movedOn }) => `Something happened to an item on ${movedOn}; choose that day or a later one.`,
    zh: ({ movedOn }) => `往来项在 ${movedOn} 有变动，日期不能早于该日。`,
  },
  ItemNotTransferable: {
    en: () => 'Only what a customer owes or a supplier is owed passes to another party.',
    zh: () => '只有应收账款和应付账款可以转给其他单位。',
  },
  PartyNotFound: { en: () => 'There is no such customer or supplier.', zh: () => '该往来单位不存在。' },
  TransferToItself: { en: () => 'The items are that party’s already.', zh: () => '转入单位与原单位相同。' },
  WriteOffAboveLimit: {
    en: ({ amount, limit }) =>
      `${amount} would be left; at most ${limit} may be written off. Settle what is even, and propose to write off the rest.`,
    zh: ({ amount, limit }) => `尾差 ${amount} 超过核销限额 ${limit}；请先核销相等部分，余额另行申请核销。`,
  },
  SettlementWorthNothing: {
    en: () => 'What is settled of an item is worth nothing in the currency of the books; settle more of it.',
    zh: () => '核销金额折合本位币为零，请增加核销金额。',
  },
  SettlementNotFound: {
    en: () => 'There is no such settlement.',
    zh: () => '该核销单不存在。',
  },
  SettlementOfCash: {
    en: ({ number }) => `Settlement ${number} belongs to a receipt or payment; take that back.`,
    zh: ({ number }) => `核销单 ${number} 属于收付款单，请冲销该收付款单。`,
  },
  SettlementUndone: {
    en: ({ number }) => `Settlement ${number} was taken back already.`,
    zh: ({ number }) => `核销单 ${number} 已反核销。`,
  },
} satisfies Omit<
  MessagesFor<
    | typeof settleOpenItems
    | typeof autoSettleOpenItems
    | typeof transferOpenItems
    | typeof undoSettlement
    | typeof setWriteOffLimit
    | typeof extendDiscount
  >,
  | 'ReasonMissing'
  | 'ClosingAccountMissing'
  | 'BooksNotOpen'
  | 'InvalidInput'
  | 'StaleVersion'
  | 'PeriodNotFound'
  | 'PeriodNotOpen'
  | 'ModuleSealed'
  | 'ReversalBeforeVoucher'
>

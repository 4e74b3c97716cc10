import type { MessagesFor } from '@erp/graphql-kit'
import type { LandedCostNotPostable } from '../domain/post-landed-cost.ts'
import type { ChargeCounted } from '../use-cases/confirm-landed-cost.ts'
import type { createLandedCost } from '../use-cases/write-landed-cost.ts'
import { stockMessages } from './stock-messages.ts'

type LandedCostRefusal = LandedCostNotPostable | ChargeCounted

const measures = {
  WEIGHT: { en: 'weight', zh: '重量' },
  VOLUME: { en: 'volume', zh: '体积' },
  VALUE: { en: 'value', zh: '金额' },
  QUANTITY: { en: 'quantity', zh: '数量' },
  TYPED: { en: 'share', zh: '分摊额' },
} as const

/** Why charges could not be spread, for people. */
export const landedCostMessages = {
  ...stockMessages,
  ReceiptLineUnknown: {
    en: () => 'There is no such goods receipt line in stock.',
    zh: () => '库存中没有此采购入库行。',
  },
  NothingLeftToBear: {
    en: () => 'All of the goods went back to the supplier; nothing is left that could bear a charge.',
    zh: () => '货物已全部退回供应商，没有可分摊的入库。',
  },
  MeasureMissing: {
    en: ({ basis }) => `An item does not say its ${measures[basis].en}; enter it, or spread by something else.`,
    zh: ({ basis }) => `有物料未维护${measures[basis].zh}，请维护或改用其他分摊标准。`,
  },
  NothingToSpreadBy: {
    en: ({ basis }) => `The goods have no ${measures[basis].en} to spread by; spread by something else.`,
    zh: ({ basis }) => `所选入库的${measures[basis].zh}合计为零，请改用其他分摊标准。`,
  },
  ChargeCounted: {
    en: ({ name, billReference, documentNumber }) =>
      `${documentNumber} counts ${name} of bill ${billReference} already.`,
    zh: ({ name, billReference, documentNumber }) => `账单 ${billReference} 的 ${name} 已由 ${documentNumber} 分摊。`,
  },
} satisfies MessagesFor<typeof createLandedCost | (() => Promise<LandedCostRefusal>)>

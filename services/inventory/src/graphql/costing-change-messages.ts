import type { MessagesFor } from '@erp/graphql-kit'
import type { CostingNotChangeable } from '../domain/costing-change.ts'

/** Why an item could not be costed in another way, for people. */
export const costingChangeMessages = {
  CostingUnchanged: {
    en: () => 'The item is costed like that already.',
    zh: () => '该物料已采用此计价方法和标准成本。',
  },
  StockBelowZero: {
    en: ({ quantity }) => `There is ${quantity} of the item somewhere; cover what is missing first.`,
    zh: ({ quantity }) => `该物料存在负库存 ${quantity}，请先补足。`,
  },
  CostingNeedsLots: {
    en: ({ quantity }) => `There is ${quantity} of the item; lots are costed one by one only from an empty stock.`,
    zh: ({ quantity }) => `该物料尚有结存 ${quantity}，无结存时才能改为个别计价。`,
  },
} satisfies MessagesFor<() => Promise<CostingNotChangeable>>

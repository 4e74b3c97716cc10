import type { MessagesFor } from '@erp/graphql-kit'
import { formatMoney } from '@erp/values'
import type {
  ApproverDisposes,
  DecisionDoesNotFit,
  DifferencesDisposed,
  InputVatIsOut,
  StockDifferenceNotOpen,
} from '../domain/stock-difference.ts'

type DifferenceRefusal =
  | StockDifferenceNotOpen
  | DecisionDoesNotFit
  | InputVatIsOut
  | ApproverDisposes
  | DifferencesDisposed

/** Why a decision on differences was refused, for people. */
export const stockDifferenceMessages = {
  StockDifferenceNotOpen: {
    en: () => 'The document has no such difference that waits for a decision.',
    zh: () => '该单据没有此项待处理的盘盈盘亏。',
  },
  DecisionDoesNotFit: {
    en: ({ decision }) => `${decision} does not fit: a loss is no gain, nor a gain a loss.`,
    zh: ({ decision }) => `处理方式 ${decision} 与盈亏不符。`,
  },
  InputVatIsOut: {
    en: ({ inputVat }) =>
      `Input VAT of ${formatMoney(inputVat)} was transferred out when the loss was approved; it is no normal loss, and goes out once.`,
    zh: ({ inputVat }) => `审核时已转出进项税 ${formatMoney(inputVat)}，不属于正常损耗，也不能再次转出。`,
  },
  ApproverDisposes: {
    en: () => 'Somebody else has to decide on what you approved.',
    zh: () => '审核人不能处理自己审核的盘盈盘亏。',
  },
  DifferencesDisposed: {
    en: () => 'Decisions on what the stocktake found are in force; take them back first.',
    zh: () => '该盘点单的盘盈盘亏已处理，请先撤销处理单。',
  },
} satisfies MessagesFor<() => Promise<DifferenceRefusal>>

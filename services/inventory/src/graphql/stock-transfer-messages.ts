import type { MessagesFor } from '@erp/graphql-kit'
import type {
  MoreThanInTransit,
  StockTransferLineNotFound,
  StockTransferPartlyReceived,
  TransferGoesNowhere,
  TransitOutOfReach,
} from '../domain/stock-transfer.ts'

type TransferRefusal =
  | TransferGoesNowhere
  | StockTransferLineNotFound
  | MoreThanInTransit
  | StockTransferPartlyReceived
  | TransitOutOfReach

/** Why a stock transfer was refused, for people: what it does not share with other documents. */
export const stockTransferMessages = {
  TransferGoesNowhere: {
    en: () => 'The goods would be where they were; name another warehouse, or in one step another location.',
    zh: () => '调出与调入为同一位置，请选择其他仓库，直接调拨可选择其他货位。',
  },
  StockTransferLineNotFound: {
    en: () => 'The transfer has no such line.',
    zh: () => '调拨单中没有该行。',
  },
  MoreThanInTransit: {
    en: ({ inTransit, requested }) => `${inTransit} is on its way; ${requested} cannot arrive or be lost.`,
    zh: ({ inTransit, requested }) => `在途数量为 ${inTransit}，不能接收或登记途损 ${requested}。`,
  },
  TransitOutOfReach: {
    en: () => 'You are narrowed to some warehouses, and that of goods in transit is not among them.',
    zh: () => '您的仓库权限不包括在途仓，不能做分步调拨。',
  },
  StockTransferPartlyReceived: {
    en: () => 'Some of the shipment has arrived or was lost; transfer the goods back instead.',
    zh: () => '该调拨单已部分接收或登记途损，不能取消，请另做调拨单调回。',
  },
} satisfies MessagesFor<() => Promise<TransferRefusal>>

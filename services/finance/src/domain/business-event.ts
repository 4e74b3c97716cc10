/** The kinds of goods 存货类别; they decide the inventory account. Services are never in stock. */
export type ItemClass = 'RAW_MATERIAL' | 'SEMI_FINISHED' | 'FINISHED_GOODS' | 'MERCHANDISE' | 'SERVICE'

/** The business events that a voucher template answers: P1, purchase receipt; P4, purchase return before invoice. */
export type EventKind = 'PURCHASE_RECEIPT' | 'PURCHASE_RETURN_UNINVOICED'

/** The business documents 业务单据 that vouchers are posted for. */
export type DocumentType = 'GOODS_RECEIPT' | 'PURCHASE_RETURN'

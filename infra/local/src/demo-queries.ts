import type { Demo } from './demo.ts'

export interface PrintedQuery {
  readonly title: string
  readonly text: string
}

/** Three queries to paste that show what the system is for, with the demo company's own numbers in them. */
export function demoQueries({ orderNumber, period }: Demo): PrintedQuery[] {
  return [
    {
      title: 'From a purchase order to its vouchers, in one query (log in as controller)',
      text: `query OrderToVoucher {
  purchaseOrder(number: "${orderNumber}") {
    number status net { amount currency } supplier { name { zh } }
    goodsReceipts { nodes {
      number status
      legs { kind state attempts reason }
      stockEntries { item { code } quantity value { amount } }
      vouchers { number total { amount } lines { nodes { account { code name { zh } } debit { amount } credit { amount } } } }
      purchaseReturns { number status vouchers { number total { amount } } }
    } }
  }
}`,
    },
    {
      title: 'And back: from the voucher lines of a period to the orders behind them',
      text: `query VoucherToOrder {
  vouchers(period: "${period}") { nodes {
    number postingDate
    lines { nodes {
      summary { zh } account { code } debit { amount } credit { amount }
      sourceLine { ... on GoodsReceiptLine { purchaseOrderLine { purchaseOrder { number } } } }
    } }
  } }
}`,
    },
    {
      title: 'Stock against the ledger at this instant, and the trial balance',
      text: `query Reconcile {
  stockReconciliation { stockValue { amount } ledgerValue { amount } inFlightValue { amount } difference { amount } }
  trialBalance(period: "${period}") {
    lines { account { code name { zh } } closing { debit { amount } credit { amount } } }
    total { closing { debit { amount } credit { amount } } }
  }
}`,
    },
  ]
}

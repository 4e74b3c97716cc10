import type { MessagesFor } from '@erp/graphql-kit'
import type { invoiceOpenDeliveries } from '../use-cases/invoice-open-deliveries.ts'
import type { cancelSalesInvoice, confirmSalesInvoice } from '../use-cases/settle-sales-invoice.ts'
import type { createSalesInvoice, invoiceDeliveries } from '../use-cases/write-sales-invoice.ts'
import { messages } from './messages.ts'

type UseCases =
  | typeof createSalesInvoice
  | typeof invoiceDeliveries
  | typeof invoiceOpenDeliveries
  | typeof confirmSalesInvoice
  | typeof cancelSalesInvoice

/** A sentence for every refusal of sales, those about invoices included. */
export const allMessages = {
  ...messages,
  SalesInvoiceNotFound: { en: () => 'There is no such sales invoice.', zh: () => '销售发票不存在。' },
  SalesInvoiceStatusWrong: {
    en: ({ status, allowed }) =>
      `This can be done to an invoice that is ${allowed.join(' or ')}; this one is ${status}.`,
    zh: ({ status, allowed }) => `只有状态为 ${allowed.join('、')} 的销售发票才能这样操作，当前状态为 ${status}。`,
  },
  SalesInvoiceNotPosted: {
    en: () => 'The ledger has not posted this invoice yet; it can be taken back once it has.',
    zh: () => '销售发票尚未在总账中入账，入账后才能取消。',
  },
  OverInvoicing: {
    en: ({ requested, delivered, returned, invoiced, open }) =>
      `${requested} cannot be charged: ${delivered} went out, ${returned} came back or is held, ${invoiced} is invoiced, ${open} is open.`,
    zh: ({ requested, delivered, returned, invoiced, open }) =>
      `不能开票 ${requested}：已发 ${delivered}，已退或占用 ${returned}，已开票 ${invoiced}，可开票 ${open}。`,
  },
} satisfies MessagesFor<UseCases>

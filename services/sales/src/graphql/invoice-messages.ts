import type { MessagesFor } from '@erp/graphql-kit'
import type { invoiceOpenDeliveries } from '../use-cases/invoice-open-deliveries.ts'
import type { cancelCreditNote, confirmCreditNote } from '../use-cases/settle-credit-note.ts'
import type { cancelSalesInvoice, confirmSalesInvoice } from '../use-cases/settle-sales-invoice.ts'
import type { createCreditNote, creditSalesReturn } from '../use-cases/write-credit-note.ts'
import type { creditServices, creditUnsourcedReturn } from '../use-cases/write-free-credit-note.ts'
import type { createSalesInvoice, invoiceDeliveries } from '../use-cases/write-sales-invoice.ts'
import { messages } from './messages.ts'

type UseCases =
  | typeof createSalesInvoice
  | typeof invoiceDeliveries
  | typeof invoiceOpenDeliveries
  | typeof confirmSalesInvoice
  | typeof cancelSalesInvoice
  | typeof creditSalesReturn
  | typeof createCreditNote
  | typeof creditUnsourcedReturn
  | typeof creditServices
  | typeof confirmCreditNote
  | typeof cancelCreditNote

/** A sentence for every refusal of sales, those about invoices and credit notes included. */
export const allMessages = {
  ...messages,
  SalesReturnHasSource: {
    en: () => 'This return names deliveries; what invoices charged for its goods is credited instead.',
    zh: () => '该退货单有来源发货单，请按原发票开具红字发票。',
  },
  SalesReturnLineNotFound: { en: () => 'The return has no such line.', zh: () => '退货单中没有该行。' },
  SalesReturnLineCredited: {
    en: () => 'This line is credited already, perhaps by a draft.',
    zh: () => '该退货行已开红字发票（包括草稿）。',
  },
  ItemNotService: {
    en: () => 'This is no service: goods are credited when they come back.',
    zh: () => '该物料不是服务；货物请在退货后开具红字发票。',
  },
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
  SalesInvoiceCredited: {
    en: () => 'Something of this invoice is credited, perhaps by a draft; cancel that first.',
    zh: () => '销售发票已冲红（包括草稿），请先取消红字发票。',
  },
  SalesInvoiceLineNotFound: {
    en: () => 'There is no such line of a confirmed invoice.',
    zh: () => '已确认的销售发票中没有该行。',
  },
  CreditNoteNotFound: { en: () => 'There is no such credit note.', zh: () => '红字发票不存在。' },
  CreditNoteNeedsAnother: {
    en: () =>
      'You wrote this credit note, and no returned goods of an invoice stand behind it; somebody else has to confirm it.',
    zh: () => '该红字发票由您制单且无对应退货，须由他人审核。',
  },
  CreditNoteStatusWrong: {
    en: ({ status, allowed }) =>
      `This can be done to a credit note that is ${allowed.join(' or ')}; this one is ${status}.`,
    zh: ({ status, allowed }) => `只有状态为 ${allowed.join('、')} 的红字发票才能这样操作，当前状态为 ${status}。`,
  },
  CreditNoteNotPosted: {
    en: () => 'The ledger has not posted this credit note yet; it can be taken back once it has.',
    zh: () => '红字发票尚未在总账中入账，入账后才能取消。',
  },
  SalesReturnNotCreditable: {
    en: () => 'Nothing of this return was invoiced, or all that was is credited already.',
    zh: () => '该退货单没有已开票的数量，或已全部冲红。',
  },
  OverCrediting: {
    en: ({ requested, invoiced, credited, open }) =>
      `${requested} cannot be credited: ${invoiced} is charged, ${credited} is credited, ${open} is left.`,
    zh: ({ requested, invoiced, credited, open }) =>
      `不能冲红 ${requested}：开票 ${invoiced}，已冲红 ${credited}，可冲红 ${open}。`,
  },
  OverInvoicing: {
    en: ({ requested, delivered, returned, invoiced, open }) =>
      `${requested} cannot be charged: ${delivered} went out, ${returned} came back or is held, ${invoiced} is invoiced, ${open} is open.`,
    zh: ({ requested, delivered, returned, invoiced, open }) =>
      `不能开票 ${requested}：已发 ${delivered}，已退或占用 ${returned}，已开票 ${invoiced}，可开票 ${open}。`,
  },
} satisfies MessagesFor<UseCases>

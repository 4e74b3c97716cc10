import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'

const chinese = /\p{Script=Han}/u

/** Lists of documents that end with the document they belong to, and what bounds each. */
const boundedLists: Readonly<Record<string, string>> = {
  'Supplier.maskedBankAccounts': 'at most ten accounts a supplier',
  'GoodsReceipt.stockEntries': 'at most one for each line of the receipt',
  'GoodsReceipt.vouchers': 'one, and one more when it is reversed',
  'GoodsReceipt.purchaseReturns': 'each takes a part of what the receipt holds',
  'GoodsReceipt.supplierInvoices': 'each takes a part of what the receipt holds',
  'SupplierInvoice.stockEntries': 'at most two for each line of the invoice',
  'SupplierInvoice.vouchers': 'its own and that of its price difference, and each once more when it is reversed',
  'PurchaseRequisition.purchaseOrders': 'each takes a part of what is asked for',
  'OrderRequisitionsPayload.purchaseOrders': 'at most one for each of at most five hundred lines a request',
  'RequestForQuotation.suppliers': 'at most twenty are asked',
  'RequestForQuotationLine.answers': 'one for each of at most twenty suppliers',
  'AwardQuotationsPayload.purchaseOrders': 'at most one for each of at most five hundred lines a request',
  'PurchaseReturn.stockEntries': 'at most two for each line of the return',
  'PurchaseReturn.vouchers': 'one, and one more when it is reversed',
  'EstimateTurn.vouchers': 'one',
  'Delivery.stockEntries': 'at most two for each line, and what later receipts tell of it',
  'SalesInvoice.stockEntries': 'at most one for each line, and one more when it is taken back',
  'Delivery.vouchers': 'one, its reversal, and what later receipts tell of it, with what of that is cost of sales',
  'Delivery.salesReturns': 'each takes a part of what the delivery brought',
  'SalesReturn.stockEntries': 'one for each line of the return',
  'SalesReturn.vouchers': 'one, one of what is no cost of sales any more, and each once more when it is reversed',
  'Delivery.salesInvoices': 'each charges a part of what the delivery brought',
  'Quotation.salesOrders': 'each takes a part of what is quoted',
  'SalesOrder.salesInvoices': 'each charges a part of what was ordered',
  'SalesInvoice.vouchers': 'its own and one of the cost of what it charges, and each once more when it is taken back',
  'SalesInvoice.deliveries': 'at most one for each of its lines',
  'SalesInvoice.salesOrders': 'at most one for each of its lines',
  'SalesInvoice.creditNotes': 'each credits a part of what the invoice charges',
  'SalesReturn.creditNotes': 'each credits a part of what came back',
  'CreditNote.salesInvoices': 'at most one for each of its lines',
  'CreditNote.vouchers': 'one, and one more when it is taken back',
  'InvoiceOpenDeliveriesPayload.salesInvoices': 'at most one for each of at most a thousand lines a request',
  'MiscellaneousMovement.stockEntries': 'at most two for each line, and what later receipts tell of it',
  'MiscellaneousMovement.vouchers': 'one for each effect on stock, its reversal, and what later receipts tell of it',
  'ReserveStockPayload.stockReservations': 'one, or one for each of at most five hundred lots that were chosen',
  'StockTransfer.lines': 'at most five hundred a transfer',
  'StockTransfer.stockEntries': 'at most two for each line and each of its parts, and what later receipts tell of it',
  'StockTransfer.vouchers': 'one for each effect on stock, its reversal, and what later receipts tell of it',
  'SimulateStocktakePayload.simulations': 'at most two: what is missing, and what was found',
  'Stocktake.lines': 'at most a thousand a stocktake',
  'Stocktake.stockEntries': 'at most two for each line, and what later receipts tell of it',
  'Stocktake.vouchers': 'one for each effect on stock, its reversal, and what later receipts tell of it',
  'StockDifferenceDisposal.vouchers': 'one, and one more when it is taken back',
  'StockDifferenceDisposal.lines': 'at most a thousand a disposal',
  'StockAssembly.stockEntries': 'at most two for each line, and what later receipts tell of it',
  'StockAssembly.vouchers': 'one for each effect on stock, its reversal, and what later receipts tell of it',
  'LandedCost.stockEntries': 'at most one for each line and place its goods are in, and the same when it is reversed',
  'LandedCost.vouchers': 'one, and one more when it is reversed',
  'CostAdjustment.stockEntries': 'one, and one more when it is reversed',
  'CostAdjustment.vouchers': 'one, and one more when it is reversed',
  'CostingChange.stockEntries': 'at most one for each valuation area',
  'CostingChange.vouchers': 'one, and one more when it is reversed',
  'ExpenseClaim.vouchers': 'one, one more when it is cancelled, and at most two for each of its payments',
  'ExpenseClaim.payments': 'each pays a part of what it owes',
  'EmployeeAdvance.vouchers': 'at most two for each of its payments',
  'EmployeeAdvance.payments': 'the one that gave it, and one for each part that was given back',
  'ReviewVoucherDraftsPayload.voucherDrafts': 'at most a hundred a request',
  'CashierReviewVoucherDraftsPayload.voucherDrafts': 'at most a hundred a request',
  'PostVoucherDraftsPayload.voucherDrafts': 'at most a hundred a request',
  'ArchiveVoucherDraftsPayload.voucherDrafts': 'at most a hundred a request',
  'DraftRecurringVouchersPayload.voucherDrafts': 'at most a hundred a request',
  'VoucherDraft.attachments': 'at most a hundred a draft',
  'Voucher.attachments': 'those of its draft',
  'ChecklistItem.runs': 'one for each time a person ran the step of that month',
  'ClosingChecklist.seals': 'one for each of four modules',
  'ClosingChecklist.certificates': 'one for each time the month was closed',
  'ClosingChecklist.reopeningRequests': 'at most a hundred',
  'ApprovalEscalation.users': 'at most ten a level',
  'ApprovalLevel.users': 'at most ten a level',
  'User.warehouses': 'at most fifty a member',
  'User.departments': 'at most fifty a member',
  'User.linkedAccounts': 'at most one for each of ten providers',
  'PersonalData.linkedAccounts': 'at most one for each of ten providers',
  'Query.usersReachedBy': 'at most twenty',
  'Query.suppliersPaidTo': 'at most twenty',
  'Query.customersWithTaxNumber': 'at most twenty',
  'Query.usersCalled': 'at most twenty',
  'Query.identityRetention': 'one for each kind that is kept',
  'Query.financeRetention': 'one for each kind that is kept',
  'Supplier.bankAccounts': 'at most ten',
  'Query.myLinkedAccounts': 'at most one for each of ten providers',
  'ForecastWeek.parts': 'one for each of six kinds',
  'ForecastPart.documents': 'twenty at most',
  'PaymentRun.lines': 'one for each supplier among at most a thousand items',
  'PaymentRun.approvers': 'those who signed its one approval',
  'IssueStatementsOfAccountPayload.statementsOfAccount': 'at most two hundred a request',
  'BadDebtWriteOff.approvers': 'those who signed its one approval',
  'Budget.approvers': 'those who signed its one approval',
  'BudgetTransfer.approvers': 'those who signed its one approval',
  'BudgetTransfer.lines': 'at most a hundred',
  'ExpenseClaim.files': 'at most a hundred',
  'ExpenseClaim.trips': 'at most twenty',
  'ReopeningRequest.approvers': 'those who signed its one approval',
  'OpeningBalance.approvers': 'those who signed its one approval',
  'OpeningBalance.authors': 'whoever entered one sheet',
  'CashCount.approvers': 'those who signed its one approval',
  'CashDocument.approvers': 'those who signed its one approval',
  'CashTransfer.approvers': 'those who signed its one approval',
  'CashCount.denominations': 'at most thirty faces',
  'VoucherDraft.approvers': 'those who signed its one approval',
  'SettlementRun.settlements': 'one for each account, party and currency among a thousand items',
  'OpeningBalance.vouchers': 'one for each month before the books begin, and its reversal',
}

/**
 * What a schema breaks of the rules, as sentences; empty when nothing. Every type and root field has an English
 * description with the Chinese term people know it by; every other field and enum value has a description; lists of
 * documents, which grow without end, are connections.
 */
export function schemaFaults(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecified(type))
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name])
  return types.flatMap((type) => {
    const isRoot = roots.has(type.name)
    return [
      ...(isRoot ? [] : bilingualFault(type.name, type.description)),
      ...membersOf(type).flatMap((member) => memberFaults(`${type.name}.${member.name}`, member.description, isRoot)),
      ...fieldsOf(type).flatMap((field) => listFaults(type, field)),
    ]
  })
}

function memberFaults(name: string, description: string | null | undefined, isRoot: boolean): string[] {
  if (isRoot) return bilingualFault(name, description)
  return description?.trim() ? [] : [`${name} has no description`]
}

function bilingualFault(name: string, description: string | null | undefined): string[] {
  if (!description?.trim()) return [`${name} has no description`]
  return [
    ...(chinese.test(description) ? [] : [`${name} is described without its Chinese term`]),
    ...(/[A-Za-z]{2}/.test(description) ? [] : [`${name} is not described in English`]),
  ]
}

/** A list of documents is paged; a list of plain values, such as the lines of a preview, is part of its document. */
function listFaults(owner: GraphQLNamedType, field: GraphQLField<unknown, unknown>): string[] {
  const target = getNamedType(field.type)
  if (!isListType(getNullableType(field.type)) || !isObjectType(target)) return []
  const isPage = owner.name.endsWith('Connection') && (field.name === 'nodes' || field.name === 'edges')
  const isDocument = Object.hasOwn(target.getFields(), 'id')
  return isDocument && !isPage && !Object.hasOwn(boundedLists, `${owner.name}.${field.name}`)
    ? [`${owner.name}.${field.name} lists ${target.name} without pages`]
    : []
}

function fieldsOf(type: GraphQLNamedType): GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []
}

function membersOf(type: GraphQLNamedType): readonly Pick<GraphQLInputField, 'name' | 'description'>[] {
  if (isEnumType(type)) return type.getValues()
  return isInputObjectType(type) ? Object.values(type.getFields()) : fieldsOf(type)
}

function isSpecified(type: GraphQLNamedType): boolean {
  return isSpecifiedScalarType(type)
}

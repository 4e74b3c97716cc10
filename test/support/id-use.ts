import { newId } from '@erp/values'

/** One of everything a company has that can be named by its id. */
export interface Ids {
  readonly item: string
  readonly itemCategory: string
  /** The one above it. */
  readonly itemCategoryAbove: string
  readonly itemAttribute: string
  readonly warehouse: string
  readonly reservation: string
  readonly location: string
  /** One that holds more than it should. */
  readonly otherWarehouse: string
  readonly valuationArea: string
  readonly supplier: string
  readonly supplierPaymentTerm: string
  readonly taxCode: string
  readonly draftOrder: string
  readonly order: string
  readonly orderLine: string
  readonly draftReceipt: string
  readonly receiptLine: string
  readonly receipt: string
  readonly draftReturn: string
  readonly department: string
  readonly project: string
  readonly draftInvoice: string
  /** Of goods that went back after their invoice and are not credited. */
  readonly invoicedReturn: string
  readonly invoicedReturnLine: string
  readonly draftMovement: string
  readonly draftAdjustment: string
  readonly draftAssembly: string
  readonly draftLandedCost: string
  readonly draftCostingChange: string
  /** Approved, with a difference that waits; `disposal` decides on another. */
  readonly differingStocktake: string
  readonly disposal: string
  readonly stockDifference: string
  /** The ledger entry of a receipt that goods are left of. */
  readonly layer: string
  readonly customer: string
  readonly customerPaymentTerm: string
  /** A supplier's, which has a price for the item. */
  readonly supplierPriceList: string
  readonly draftRequisition: string
  /** One that is approved, and a line of it. */
  readonly requisition: string
  readonly requisitionLine: string
  /** One that a supplier has answered, and a line of it. */
  readonly requestForQuotation: string
  readonly requestLine: string
  /** One that has a price for the item. */
  readonly priceList: string
  /** One for whoever buys the item. */
  readonly promotion: string
  readonly draftQuotation: string
  /** One that the customer has, and a line of it. */
  readonly quotation: string
  readonly quotationLine: string
  readonly draftSalesOrder: string
  readonly salesOrder: string
  readonly salesOrderLine: string
  readonly draftDelivery: string
  readonly deliveryLine: string
  readonly draftSalesReturn: string
  /** A confirmed delivery of which something is to be invoiced, and a draft that charges for a part of it. */
  readonly delivery: string
  readonly draftSalesInvoice: string
  /** A line of a confirmed invoice, a draft that lowers it, and a return of which something was charged. */
  readonly salesInvoiceLine: string
  readonly draftCreditNote: string
  readonly salesReturn: string
  readonly accountRule: string
  readonly user: string
  readonly approval: string
  readonly delegation: string
  /** Another one than `user`. */
  readonly otherUser: string
  readonly serviceAccount: string
  readonly apiKey: string
  /** Somebody who is logged in, and their session. */
  readonly loggedInUser: string
  readonly session: string
  /** An entry of the trail of each service that changed something. */
  readonly identityAuditEntry: string
  readonly inventoryAuditEntry: string
  readonly procurementAuditEntry: string
  readonly salesAuditEntry: string
  readonly securityAlert: string
  /** Shipped by the company from one of its warehouses. */
  readonly stockTransfer: string
  readonly stockTransferLine: string
  readonly transferFrom: string
  readonly transferTo: string
  /** Being counted by the company in one of its warehouses. */
  readonly stocktake: string
  readonly stocktakeLine: string
  readonly stocktakeWarehouse: string
  /** A lot of an item, which nobody has made yet. */
  readonly lot: string
  /** A received message, a saga and something that was told about, in whichever service asks for one. */
  readonly message: string
  readonly saga: string
  readonly aggregate: string
}

/** A place of the graph that takes an id, and what it answers to an id of another company. */
export interface IdUse {
  /** Which of the ids stands there. */
  readonly id: keyof Ids
  readonly variables: (ids: Ids) => Readonly<Record<string, unknown>>
  readonly selection: string
  readonly answer: unknown
  /** Whoever asks is written down, whatever they are answered. */
  readonly leavesTrace?: true
}

/** What a change of a document nobody has touched expects. */
export const first = { expectedVersion: 1 }

/** One document, by its id; null when there is none. */
export function lookUp(id: keyof Ids): IdUse {
  return { id, variables: (ids) => ({ id: ids[id] }), selection: '{ id }', answer: null }
}

export function list(id: keyof Ids, variables: IdUse['variables']): IdUse {
  return { id, variables, selection: '{ nodes { __typename } }', answer: { nodes: [] } }
}

/** A department and a project at a place of an input, each with what stands there of the two. */
export function bearing(place: string, input: (ids: Ids, bearer: object) => object): Record<string, IdUse> {
  return Object.fromEntries(
    (['department', 'project'] as const).map((one) => [
      `${place}.${one}Id`,
      refusal(one, 'INVALID_INPUT', (ids) => ({ ...input(ids, { [`${one}Id`]: ids[one] }) })),
    ]),
  )
}

/** Nothing where there is something to those who may see it. */
export function nothing(id: keyof Ids, variables: IdUse['variables']): IdUse {
  return { id, variables, selection: '{ __typename }', answer: null }
}

/** A summary that is there and says nothing. */
export function noRows(id: keyof Ids, variables: IdUse['variables']): IdUse {
  return { id, variables, selection: '{ rows { nodes { __typename } } }', answer: { rows: { nodes: [] } } }
}

export function refusal(
  id: keyof Ids,
  code: string,
  input: (ids: Ids) => Readonly<Record<string, unknown>>,
  key: object = { idempotencyKey: newId() },
): IdUse {
  return {
    id,
    variables: (ids) => ({ input: { ...key, ...input(ids) } }),
    selection: '{ userErrors { code } }',
    answer: { userErrors: [{ code }] },
  }
}

/** A request that does the same to several documents refuses the foreign one and says so under it. */
export function refusalOfOne(
  id: keyof Ids,
  code: string,
  input: (ids: Ids) => Readonly<Record<string, unknown>>,
): IdUse {
  const userErrors = [{ code }]
  return {
    ...refusal(id, code, input),
    selection: '{ outcomes { userErrors { code } } userErrors { code } }',
    answer: { outcomes: [{ userErrors }], userErrors: [] },
  }
}

import type { ServiceName } from './repository.ts'
import { services } from './repository.ts'

/**
 * Who tells whom what over NATS, as data. Streams, durable consumers and the permissions of every service's NATS user
 * follow from this table alone, so a service that wants to hear of one more kind of document adds one word here.
 */
interface Conversation {
  /** Aggregates whose events this service takes, by the service that publishes them; `posting.DELIVERY` is one kind only. */
  readonly hears: Readonly<Partial<Record<ServiceName, readonly string[]>>>
  /** Commands this service sends, by the service that obeys them. */
  readonly commands: Readonly<Partial<Record<ServiceName, readonly string[]>>>
}

/** Documents of which a service hears how they were posted or moved stock, for they are its own. */
const ofProcurement = ['GOODS_RECEIPT', 'PURCHASE_RETURN', 'SUPPLIER_INVOICE']
const ofSales = ['DELIVERY', 'SALES_RETURN', 'SALES_INVOICE', 'CREDIT_NOTE']
/** Whatever moves stock, or changes what it is worth. */
const inStock = [
  ...ofProcurement,
  ...ofSales,
  ...['LANDED_COST', 'STOCK_TRANSFER', 'STOCKTAKE', 'STOCK_DIFFERENCE_DISPOSAL'],
  ...['MISCELLANEOUS_MOVEMENT', 'COST_ADJUSTMENT', 'STOCK_ASSEMBLY', 'COSTING_CHANGE'],
]
const each = (aggregate: string, kinds: readonly string[]) => kinds.map((kind) => `${aggregate}.${kind}`)

export const conversations: Readonly<Record<ServiceName, Conversation>> = {
  identity: {
    hears: {
      identity: ['audit-fault', 'documents-shown'],
      finance: ['audit-block', 'audit-fault', 'dimension-value', 'documents-shown', 'security-event'],
      inventory: ['audit-block', 'audit-fault', 'documents-shown', 'security-event', 'warehouse'],
      procurement: ['audit-block', 'audit-fault', 'documents-shown', 'security-event'],
      sales: ['audit-block', 'audit-fault', 'documents-shown'],
    },
    commands: {},
  },
  finance: {
    hears: {
      identity: ['approval', 'approval-definition', 'audit-block', 'company', 'membership', 'role', 'user'],
      inventory: ['item', 'stock-difference', 'stock-document', 'warehouse'],
      procurement: ['goods-in-transit', 'payment-file', 'receipt-estimate', 'supplier', 'supplier-invoice'],
      sales: ['credit-note', 'customer', 'free-credit-note', 'sales-invoice'],
    },
    commands: { identity: ['request-approval', 'withdraw-approval'] },
  },
  inventory: {
    hears: {
      identity: ['approval', 'approval-definition', 'company', 'duty-relaxation', 'membership', 'role'],
      finance: [
        ...['account-rule', 'dimension-value', 'narrow-account-rule', 'period'],
        ...[...each('posting', inStock), 'voucher-template'],
      ],
      procurement: ['goods-receipt', 'purchase-order', 'supplier'],
      sales: ['credit-note', 'customer', 'sales-invoice'],
    },
    commands: { identity: ['request-approval', 'withdraw-approval'] },
  },
  procurement: {
    hears: {
      identity: ['approval', 'approval-definition', 'company', 'membership', 'role'],
      finance: [
        ...['account-rule', 'budget-in-force', 'budget-reservation', 'dimension-value', 'payment-run', 'period'],
        ...['tax-code', 'voucher-template', ...each('posting', [...ofProcurement, 'ESTIMATE_TURN'])],
      ],
      inventory: [
        ...['item', 'purchase-return-issue', 'purchase-variance', 'warehouse'],
        ...each('stock-document', ofProcurement),
      ],
    },
    commands: {
      finance: ['release-budget', 'reserve-budget'],
      identity: ['request-approval', 'withdraw-approval'],
      inventory: [
        'bear-purchase-variance',
        'cancel-purchase-return-issue',
        'issue-purchase-return',
        'take-back-purchase-variance',
      ],
    },
  },
  sales: {
    hears: {
      identity: ['approval', 'approval-definition', 'company', 'membership', 'role'],
      finance: [
        ...['account-rule', 'credit-hold', 'period', 'tax-code', 'voucher-template'],
        ...each('posting', ofSales),
      ],
      inventory: [
        ...['delivery-issue', 'item', 'sales-return-receipt', 'stock-reservation', 'warehouse'],
        ...each('stock-document', ofSales),
      ],
    },
    commands: {
      finance: ['hold-credit', 'release-credit', 'release-remaining-credit'],
      identity: ['request-approval', 'withdraw-approval'],
      inventory: [
        'cancel-delivery-issue',
        'commit-stock',
        'issue-delivery',
        'receive-sales-return',
        'release-remaining-stock',
        'release-stock',
        'reserve-stock',
        'take-back-delivery',
      ],
    },
  },
}

export interface StreamDefinition {
  readonly name: string
  readonly subjects: readonly string[]
}

export interface ConsumerDefinition {
  readonly stream: string
  readonly durable: string
  readonly service: ServiceName
  readonly filterSubjects: readonly string[]
}

export const eventStream = (service: ServiceName) => `EVT_${service.toUpperCase()}`
export const commandStream = (service: ServiceName) => `CMD_${service.toUpperCase()}`

/** One stream of events a publishing service and one of commands an obeying service. */
export const streams: readonly StreamDefinition[] = services.flatMap((service) => [
  { name: eventStream(service), subjects: [`evt.${service}.>`] },
  { name: commandStream(service), subjects: [`cmd.${service}.>`] },
])

/** One durable on every stream a service listens to. */
export const consumers: readonly ConsumerDefinition[] = services.flatMap((service) => [
  ...Object.entries(conversations[service].hears).map(([source, aggregates]) => ({
    stream: eventStream(source as ServiceName),
    durable: `${service}__events`,
    service,
    filterSubjects: [...new Set(aggregates.flatMap((heard) => subjectsOf(source, heard)))],
  })),
  {
    stream: commandStream(service),
    durable: `${service}__commands`,
    service,
    filterSubjects: [`cmd.${service}.>`],
  },
])

/** Of one kind, also what releases told that did not name kinds: their subjects are one word shorter. */
function subjectsOf(source: string, heard: string): string[] {
  const [aggregate, kind] = heard.split('.')
  return kind === undefined
    ? [`evt.${source}.${heard}.>`]
    : [`evt.${source}.${aggregate}.*`, `evt.${source}.${heard}.*`]
}

/** The services that take what is sent to a subject of a stream. */
export function listenersOf(stream: string, subject: string): ServiceName[] {
  return consumers
    .filter((consumer) => consumer.stream === stream && consumer.filterSubjects.some((one) => fits(subject, one)))
    .map(({ service }) => service)
}

/** Whether a filter lets a subject through: `*` stands for one word, `>` for all that follow. */
export function fits(subject: string, filter: string): boolean {
  const words = subject.split('.')
  const wanted = filter.split('.')
  if (wanted.at(-1) !== '>' && wanted.length !== words.length) return false
  return wanted.every((word, index) => word === '>' || (word === '*' ? index < words.length : word === words[index]))
}

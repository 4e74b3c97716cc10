import type { ServiceName } from './repository.ts'
import { services } from './repository.ts'

/**
 * Who tells whom what over NATS, as data. Streams, durable consumers and the permissions of every service's NATS user
 * follow from this table alone, so a service that wants to hear of one more kind of document adds one word here.
 */
interface Conversation {
  /** Aggregates whose events this service takes, by the service that publishes them. */
  readonly hears: Readonly<Partial<Record<ServiceName, readonly string[]>>>
  /** Commands this service sends, by the service that obeys them. */
  readonly commands: Readonly<Partial<Record<ServiceName, readonly string[]>>>
}

export const conversations: Readonly<Record<ServiceName, Conversation>> = {
  identity: {
    hears: {
      identity: ['documents-shown'],
      finance: ['audit-block', 'documents-shown'],
      inventory: ['audit-block', 'documents-shown', 'warehouse'],
      procurement: ['audit-block', 'documents-shown'],
      sales: ['audit-block', 'documents-shown'],
    },
    commands: {},
  },
  finance: {
    hears: {
      identity: ['approval', 'audit-block', 'company', 'membership', 'role'],
      inventory: ['item', 'stock-difference', 'stock-document', 'warehouse'],
      procurement: ['goods-in-transit', 'supplier-invoice'],
      sales: ['credit-note', 'customer', 'sales-invoice'],
    },
    commands: { identity: ['request-approval', 'withdraw-approval'] },
  },
  inventory: {
    hears: {
      identity: ['company', 'membership', 'role'],
      finance: ['account-rule', 'dimension-value', 'period', 'posting', 'voucher-template'],
      procurement: ['goods-receipt', 'purchase-order'],
    },
    commands: {},
  },
  procurement: {
    hears: {
      identity: ['approval', 'approval-definition', 'company', 'membership', 'role'],
      finance: ['account-rule', 'dimension-value', 'period', 'posting', 'tax-code', 'voucher-template'],
      inventory: ['item', 'purchase-return-issue', 'purchase-variance', 'stock-document', 'warehouse'],
    },
    commands: {
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
      finance: ['account-rule', 'credit-hold', 'period', 'posting', 'tax-code', 'voucher-template'],
      inventory: ['delivery-issue', 'item', 'sales-return-receipt', 'stock-document', 'stock-reservation', 'warehouse'],
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
    filterSubjects: aggregates.map((aggregate) => `evt.${source}.${aggregate}.>`),
  })),
  {
    stream: commandStream(service),
    durable: `${service}__commands`,
    service,
    filterSubjects: [`cmd.${service}.>`],
  },
])

import { type BusinessDate, type Refusal, refuse } from '@erp/values'
import { at } from './input.ts'

/** What goods cost is cost of sales when they are delivered, or when they are invoiced; until then they are 发出商品. */
export type CostOfSales = 'AT_DELIVERY' | 'AT_INVOICE'

/** What a company chose for deliveries of a day and later, until its next choice. */
export interface CostOfSalesChoice {
  readonly companyId: string
  readonly effectiveOn: BusinessDate
  readonly mode: CostOfSales
  readonly chosenBy: string
  readonly chosenAt: Date
}

/** A choice holds for days that neither another choice nor a delivery has come to yet. */
export type CostOfSalesChoiceTooEarly = Refusal<
  'CostOfSalesChoiceTooEarly',
  { effectiveOn: BusinessDate; takenOn: BusinessDate; path: readonly string[] }
>
/** Goods are with customers that were delivered under another choice and are not invoiced. */
export type GoodsNotInvoiced = Refusal<'GoodsNotInvoiced', { deliveryLines: number }>

/** What stands against a choice. */
export interface ChoiceFacts {
  readonly lastChosenFrom: BusinessDate | null
  readonly lastDeliveredOn: BusinessDate | null
  /** Lines of deliveries under another mode that are on their way, or of which something is not invoiced by an invoice that counts. */
  readonly uninvoicedLines: number
}

/** Refuses a choice that would change what deliveries went out under, or that leaves goods of both kinds to be invoiced. */
export function whyNotChosen(
  effectiveOn: BusinessDate,
  { lastChosenFrom, lastDeliveredOn, uninvoicedLines }: ChoiceFacts,
): CostOfSalesChoiceTooEarly | GoodsNotInvoiced | undefined {
  const [takenOn] = [lastChosenFrom, lastDeliveredOn]
    .flatMap((day) => (day !== null && day >= effectiveOn ? [day] : []))
    .sort()
    .reverse()
  if (takenOn !== undefined) return at(refuse('CostOfSalesChoiceTooEarly', { effectiveOn, takenOn }), 'effectiveOn')
  return uninvoicedLines === 0 ? undefined : refuse('GoodsNotInvoiced', { deliveryLines: uninvoicedLines })
}

import type { Context as KitContext } from '@erp/graphql-kit'
import type { FileTickets, SealingKeys } from '@erp/service-kit'
import type { StartWithdrawing } from '../use-cases/amend-purchase-order.ts'
import type { StartReserving } from '../use-cases/ask-budgets.ts'
import type { StartApproving } from '../use-cases/confirm-purchase-order.ts'
import type { StartReturning } from '../use-cases/confirm-purchase-return.ts'
import type { StartInvoiceProcess } from '../use-cases/confirm-supplier-invoice.ts'
import type { StartApprovingRequisition } from '../use-cases/settle-purchase-requisition.ts'
import type { Tx } from '../use-cases/unit.ts'
import type { Loaders } from './loaders.ts'

/** What every resolver of procurement is given. */
export type Context = KitContext<Loaders, Tx> & {
  /** What seals account numbers of suppliers. */
  readonly bankKeys: SealingKeys
  /** Gives out tickets for files of payment runs. */
  readonly fileTickets: FileTickets
  /** Starts the process that takes returned goods out of stock. */
  readonly startReturning: StartReturning
  /** Starts the process that lets stock bear the price difference of an invoice. */
  readonly startBearing: StartInvoiceProcess
  /** Starts the process that takes it back. */
  readonly startTakingBack: StartInvoiceProcess
  /** Starts the process that asks for an order to be approved. */
  readonly startApproving: StartApproving
  /** Starts the process that asks for a held invoice to be let pass. */
  readonly startApprovingInvoice: StartInvoiceProcess
  /** Starts the process that asks for a requisition to be approved. */
  readonly startApprovingRequisition: StartApprovingRequisition
  /** Starts the process that reserves of budgets what an order or requisition will spend. */
  readonly startReserving: StartReserving
  /** Starts the process that gives back what it does not spend any more. */
  readonly startGivingBack: StartReserving
  /** Starts the process that ends such a request. */
  readonly startWithdrawing: StartWithdrawing
}

import type { Context as KitContext } from '@erp/graphql-kit'
import type { SealingKeys } from '@erp/service-kit'
import type { Tx } from '../store/database.ts'
import type { StartTakingBack } from '../use-cases/cancel-delivery.ts'
import type { StartApprovingGift, StartDelivering } from '../use-cases/confirm-delivery.ts'
import type { StartApproving, StartConfirming } from '../use-cases/confirm-sales-order.ts'
import type { StartReceiving } from '../use-cases/confirm-sales-return.ts'
import type { StartReleasing } from '../use-cases/end-sales-order.ts'
import type { StartApprovingLimit } from '../use-cases/limit-credit.ts'
import type { StartApprovingCreditNote } from '../use-cases/settle-credit-note.ts'
import type { StartWithdrawing } from '../use-cases/submit-for-approval.ts'
import type { StartApprovingQuotation } from '../use-cases/write-quotation.ts'
import type { Loaders } from './loaders.ts'

/** What every resolver of sales is given. */
export type Context = KitContext<Loaders, Tx> & {
  /** What seals and finds tax numbers. */
  readonly taxKeys: SealingKeys
  /** Asks for the approval of an order. */
  readonly startApproving: StartApproving
  /** Asks for the approval of a credit note. */
  readonly startApprovingCreditNote: StartApprovingCreditNote
  /** Asks for the approval of a gift. */
  readonly startApprovingGift: StartApprovingGift
  /** Asks whether a credit limit may be raised. */
  readonly startApprovingLimit: StartApprovingLimit
  /** Asks whether a quotation may be offered. */
  readonly startApprovingQuotation: StartApprovingQuotation
  /** Ends what was asked of those who approve a document. */
  readonly startWithdrawing: StartWithdrawing
  /** Starts the process that keeps the goods and the credit of an order. */
  readonly startConfirming: StartConfirming
  /** Starts the process that lets go what is kept for an order. */
  readonly startReleasing: StartReleasing
  /** Starts the process that takes the goods of a delivery out of stock. */
  readonly startDelivering: StartDelivering
  /** Starts the process that takes them back. */
  readonly startTakingBack: StartTakingBack
  /** Starts the process that takes the goods of a sales return into stock. */
  readonly startReceivingReturn: StartReceiving
}

import {
  startApproving,
  startApprovingInvoice,
  startApprovingRequisition,
  startWithdrawing,
} from '../../src/sagas/ask-for-approval.ts'
import { startBearing, startTakingBack } from '../../src/sagas/bear-purchase-variance.ts'
import { startGivingBack, startReserving } from '../../src/sagas/reserve-budget.ts'

/** What confirming, amending and closing orders, submitting requisitions, and confirming and cancelling invoices, may begin. */
export const orderProcesses = {
  ...{ startApproving, startApprovingRequisition, startWithdrawing, startReserving, startGivingBack },
  ...{ startApprovingInvoice, startBearing, startTakingBack },
}

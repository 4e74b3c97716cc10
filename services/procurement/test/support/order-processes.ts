import { startApproving, startApprovingRequisition, startWithdrawing } from '../../src/sagas/ask-for-approval.ts'
import { startGivingBack, startReserving } from '../../src/sagas/reserve-budget.ts'

/** What confirming, amending and closing orders, and submitting requisitions, may begin. */
export const orderProcesses = {
  ...{ startApproving, startApprovingRequisition, startWithdrawing, startReserving, startGivingBack },
}

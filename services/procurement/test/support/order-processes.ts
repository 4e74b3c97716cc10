import { startApproving, startWithdrawing } from '../../src/sagas/ask-for-approval.ts'
import { startGivingBack, startReserving } from '../../src/sagas/reserve-budget.ts'

/** What confirming, amending and closing orders may begin. */
export const orderProcesses = { startApproving, startWithdrawing, startReserving, startGivingBack }

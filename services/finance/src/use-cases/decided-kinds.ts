import * as badDebt from '../domain/bad-debt-write-off.ts'
import { decide, takeBack } from '../domain/cash-approval.ts'
import { type CashCount, decideOnCount, takeCountBack } from '../domain/cash-count.ts'
import type { CashDocument } from '../domain/cash-document.ts'
import type { CashTransfer } from '../domain/cash-transfer.ts'
import { decideOnSheet, takeSheetBack } from '../domain/opening-approval.ts'
import type { OpeningBalance } from '../domain/opening-balance.ts'
import * as paymentRun from '../domain/payment-run.ts'
import { decideOnReopening, type ReopeningRequest, takeReopeningBack } from '../domain/reopening-request.ts'
import { lockWriteOffs, saveWriteOffs } from '../store/bad-debt-write-offs.ts'
import { lockCashCounts } from '../store/cash-counts.ts'
import { lockCashDocuments } from '../store/cash-documents.ts'
import { lockCashTransfers } from '../store/cash-transfers.ts'
import { lockSheets } from '../store/opening-balances.ts'
import { lockPaymentRuns, savePaymentRuns } from '../store/payment-runs.ts'
import { lockRequests, saveRequests } from '../store/reopening-requests.ts'
import { saveTreasuryDecisions } from '../store/treasury-decisions.ts'
import { announcePaymentRuns } from './announce-payment-runs.ts'
import { keepDecidedCounts } from './approve-cash-count.ts'
import { decidedKind } from './decided-kind.ts'
import { keepDecidedSheets } from './submit-opening-balances.ts'

/** How documents of finance are held, decided and stored, that answer for no other when they are approved. */
export const decidedKinds = {
  CASH_DOCUMENT: decidedKind<CashDocument>('CASH_DOCUMENT', {
    ...{ lock: lockCashDocuments, decide, takeBack },
    save: ({ tx }, documents) => saveTreasuryDecisions(tx, 'cash_document', documents),
  }),
  CASH_TRANSFER: decidedKind<CashTransfer>('CASH_TRANSFER', {
    ...{ lock: lockCashTransfers, decide, takeBack },
    save: ({ tx }, transfers) => saveTreasuryDecisions(tx, 'cash_transfer', transfers),
  }),
  CASH_COUNT: decidedKind<CashCount>('CASH_COUNT', {
    ...{ lock: lockCashCounts, decide: decideOnCount, takeBack: takeCountBack, save: keepDecidedCounts },
  }),
  OPENING_BALANCES: decidedKind<OpeningBalance>('OPENING_BALANCES', {
    ...{ lock: lockSheets, decide: decideOnSheet, takeBack: takeSheetBack, save: keepDecidedSheets },
  }),
  PERIOD_REOPENING: decidedKind<ReopeningRequest>('PERIOD_REOPENING', {
    ...{ lock: lockRequests, decide: decideOnReopening, takeBack: takeReopeningBack },
    save: ({ tx }, requests) => saveRequests(tx, requests),
  }),
  BAD_DEBT_WRITE_OFF: decidedKind<badDebt.BadDebtWriteOff>('BAD_DEBT_WRITE_OFF', {
    ...{ lock: lockWriteOffs, decide: badDebt.decide, takeBack: badDebt.takeBack },
    save: ({ tx }, documents) => saveWriteOffs(tx, documents),
  }),
  PAYMENT_RUN: decidedKind<paymentRun.PaymentRun>('PAYMENT_RUN', {
    ...{ lock: lockPaymentRuns, decide: paymentRun.decide, takeBack: paymentRun.takeBack },
    save: async (unit, runs) => {
      await savePaymentRuns(unit.tx, runs)
      await announcePaymentRuns(
        unit,
        runs.map((run) => ({ ...run, version: run.version + 1 })),
      )
    },
  }),
} as const

import {
  budgetReservationRefused,
  budgetReservationReleased,
  budgetReservationReserved,
  creditHoldGranted,
  creditHoldRefused,
  creditHoldReleased,
  holdCredit as holdCommand,
  type PayloadOf,
  readAmount,
  releaseBudget as releaseBudgetCommand,
  releaseCredit as releaseCommand,
  releaseRemainingCredit as releaseRemainingCommand,
  reserveBudget as reserveBudgetCommand,
} from '@erp/contracts'
import { type CommandHandler, onCommand, onUndo, reply } from '@erp/messaging'
import { asQuantity, currency, Decimal, formatMoney, isRefusal } from '@erp/values'
import type { BudgetShortage } from '../domain/budget-check.ts'
import type { AskedHold } from '../domain/credit-hold.ts'
import type { CustomerLimit } from '../domain/customer-credit.ts'
import type { PurchaseKind } from '../domain/purchase-commitment.ts'
import type { Tx } from '../store/database.ts'
import { holdCredit, releaseCredit } from '../use-cases/hold-credit.ts'
import { letGoOfPurchase, type PurchaseToReserve, reserveForPurchase } from '../use-cases/reserve-for-purchase.ts'

/** What finance does when a saga of another service asks for it. */
export const commandHandlers: readonly CommandHandler<Tx>[] = [
  onCommand(holdCommand, async (unit, { payload }) => {
    const { companyId, documentType, documentId, customerId, amount } = payload
    const outcome = await holdCredit(unit, ...readHold(payload))
    const told = { companyId, documentType, documentId, customerId, currency: payload.currency }
    if (!isRefusal(outcome)) return reply(creditHoldGranted, { ...told, amount })
    const { limit, used, asked, available } = outcome
    return reply(creditHoldRefused, {
      ...{ ...told, reason: 'CREDIT_LIMIT_EXCEEDED', limit: formatMoney(limit), used: formatMoney(used) },
      ...{ asked: formatMoney(asked), available: formatMoney(available) },
    })
  }),
  onUndo(releaseCommand, {
    undoes: holdCommand,
    handle: async (unit, { payload }) => {
      await releaseCredit(unit, payload)
      return reply(creditHoldReleased, payload)
    },
  }),
  onCommand(releaseRemainingCommand, async (unit, { payload }) => {
    await releaseCredit(unit, payload)
    return reply(creditHoldReleased, payload)
  }),
  onCommand(reserveBudgetCommand, async (unit, { payload }) => {
    const { companyId, documentType, documentId } = payload
    const told = { companyId, documentType, documentId }
    const outcome = await reserveForPurchase(unit, readPurchase(payload))
    if (!isRefusal(outcome)) return reply(budgetReservationReserved, { ...told, shortages: outcome.map(toShortage) })
    return outcome.refusal === 'BudgetExceeded'
      ? reply(budgetReservationRefused, {
          ...{ ...told, reason: 'BUDGET_EXCEEDED', shortages: outcome.shortages.map(toShortage) },
        })
      : reply(budgetReservationRefused, { ...told, reason: 'EXCHANGE_RATE_MISSING', shortages: [] })
  }),
  onUndo(releaseBudgetCommand, {
    undoes: reserveBudgetCommand,
    handle: async (unit, { payload }) => {
      await letGoOfPurchase(unit, payload)
      return reply(budgetReservationReleased, payload)
    },
  }),
]

/** Throws when an amount does not fit its currency, or nothing reserves for such documents: the sender broke the contract. */
function readPurchase(payload: PayloadOf<typeof reserveBudgetCommand>): PurchaseToReserve {
  const { companyId, documentType, documentId, documentNumber, documentVersion, despiteBudget } = payload
  const of = currency(payload.currency)
  return {
    document: { companyId, documentType: readKind(documentType), documentId, documentNumber, documentVersion },
    ...{ currency: of, despiteBudget },
    lines: payload.lines.map(({ lineId, itemClass, departmentId = null, projectId = null, net, ...line }) => ({
      ...{ lineId, itemClass, departmentId, projectId, net: readAmount(net, of) },
      quantity: asQuantity(new Decimal(line.quantity)),
      receivedQuantity: asQuantity(new Decimal(line.receivedQuantity)),
    })),
    takesOver: (payload.takesOver ?? []).map(({ quantity, ...line }) => ({ ...line, quantity: new Decimal(quantity) })),
  }
}

function readKind(documentType: string): PurchaseKind {
  if (documentType === 'PURCHASE_ORDER' || documentType === 'PURCHASE_REQUISITION') return documentType
  throw new Error(`Nothing is reserved of budgets for a ${documentType}`)
}

function toShortage({ departmentId, projectId, ...shortage }: BudgetShortage) {
  return {
    ...shortage,
    ...(departmentId === null ? {} : { departmentId }),
    ...(projectId === null ? {} : { projectId }),
  }
}

/** Throws when an amount does not fit its currency: the sender broke the contract. */
function readHold(payload: PayloadOf<typeof holdCommand>): [AskedHold, CustomerLimit] {
  const { companyId, documentType, documentId, documentNumber, customerId, customerVersion, despiteLimit } = payload
  const of = currency(payload.currency)
  const creditLimit = payload.creditLimit === null ? null : readAmount(payload.creditLimit, of).minor
  const amount = readAmount(payload.amount, of)
  const limitForThis = payload.limitForThis === undefined ? null : readAmount(payload.limitForThis, of)
  return [
    { companyId, documentType, documentId, documentNumber, customerId, amount, limitForThis, despiteLimit },
    { customerId, companyId, creditLimit, version: customerVersion },
  ]
}

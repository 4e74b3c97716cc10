import {
  creditHoldGranted,
  creditHoldRefused,
  creditHoldReleased,
  holdCredit as holdCommand,
  type PayloadOf,
  readAmount,
  releaseCredit as releaseCommand,
  releaseRemainingCredit as releaseRemainingCommand,
} from '@erp/contracts'
import { type CommandHandler, onCommand, onUndo, reply } from '@erp/messaging'
import { currency, formatMoney, isRefusal } from '@erp/values'
import type { CreditHold } from '../domain/credit-hold.ts'
import type { CustomerLimit } from '../domain/customer-credit.ts'
import type { Tx } from '../store/database.ts'
import { holdCredit, releaseCredit } from '../use-cases/hold-credit.ts'

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
]

/** Throws when an amount does not fit its currency: the sender broke the contract. */
function readHold(payload: PayloadOf<typeof holdCommand>): [CreditHold, CustomerLimit] {
  const { companyId, documentType, documentId, documentNumber, customerId, customerVersion, despiteLimit } = payload
  const of = currency(payload.currency)
  const creditLimit = payload.creditLimit === null ? null : readAmount(payload.creditLimit, of).minor
  const amount = readAmount(payload.amount, of)
  return [
    { companyId, documentType, documentId, documentNumber, customerId, amount, despiteLimit },
    { customerId, companyId, creditLimit, version: customerVersion },
  ]
}

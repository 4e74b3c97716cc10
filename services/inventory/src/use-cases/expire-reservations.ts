import { stockReservationExpired } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import { type Repeated, repeat, type Timing, type Transactor } from '@erp/service-kit'
import { end, type ReservationId } from '../domain/reservation.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as reservations from '../store/reservations.ts'
import { toReservedLine } from './wire-reservations.ts'

const holdsAtOnce = 200

/** Ends holds whose time is over and tells whoever they were for. One that was committed or given back meanwhile is left alone. */
export async function expireReservations(unit: Unit, ids: readonly ReservationId[]): Promise<void> {
  const open = await reservations.lock(unit.tx, { ids })
  const over = open.filter(({ status }) => status === 'HELD')
  await reservations.settle(unit.tx, end(over, 'EXPIRED'), unit.now)
  const byDocument = Map.groupBy(over, ({ documentType, documentId }) => `${documentType}/${documentId}`)
  await emitAll(
    unit,
    stockReservationExpired,
    [...byDocument.values()].flatMap((lines) => {
      const [first] = lines
      if (!first) return []
      const { companyId, documentType, documentId } = first
      const payload = { companyId, documentType, documentId, lines: lines.map(toReservedLine) }
      return [{ aggregateId: documentId, payload }]
    }),
  )
}

/** Ends what is over in every company, a bounded number at a time and each company by itself; answers how many were found. */
export async function expireOverdue(transactor: Transactor<Tx>): Promise<number> {
  const due = await transactor.read([], (tx) => reservations.overdue(tx, holdsAtOnce))
  for (const [companyId, holds] of Map.groupBy(due, (hold) => hold.companyId))
    await transactor.system([companyId], 'expireReservations', (unit) =>
      expireReservations(
        unit,
        holds.map(({ id }) => id),
      ),
    )
  return due.length
}

/** Looks for holds that are over every `intervalMs`. Any number of instances may do so at once: a hold ends once, for its stock is locked. */
export function startExpiry(transactor: Transactor<Tx>, timing: Timing): Repeated {
  return repeat(() => expireOverdue(transactor), { ...timing, failed: 'holds could not be ended' })
}

import { connection, pageOf, payload } from '@erp/graphql-kit'
import { beyondParties } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { MutationResolvers, QueryResolvers, StockReservationResolvers } from '../generated/graphql.ts'
import * as reservations from '../store/reservations.ts'
import { releaseReservation } from '../use-cases/release-stock.ts'
import { lotsAtMost, reserveByHand } from '../use-cases/reserve-by-hand.ts'
import type { Context } from './context.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'

export const Query: Pick<QueryResolvers, 'stockReservations'> = {
  stockReservations: async (_, { itemId, warehouseId, openOnly, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['bigint'])
    const orderKey = ({ position }: reservations.ShownReservation) => [position.toString()]
    if ([itemId, warehouseId].some((id) => id != null && !isId(id))) return connection([], { ...page, orderKey })
    const filter = { itemId: itemId ?? undefined, warehouseId: warehouseId ?? undefined, openOnly }
    const rows = await transactor.read([caller.companyId], (tx) =>
      reservations.list(tx, filter, { after: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey })
  },
}

export const Mutation: Pick<MutationResolvers, 'reserveStock' | 'releaseReservation'> = {
  reserveStock: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const answer = payload(
      'stockReservation',
      await context.transactor.once(
        beyondParties(context.caller),
        { operation: 'reserveStock', idempotencyKey, input },
        (unit) => reserveByHand(unit, present(input)),
        reservations.find,
      ),
      context,
    )
    return { ...answer, stockReservations: await madeTogether(answer.stockReservation, context) }
  },
  releaseReservation: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'stockReservation',
      await context.transactor.once(
        context.caller,
        { operation: 'releaseReservation', idempotencyKey, input },
        (unit) => releaseReservation(unit, input),
        reservations.find,
      ),
      context,
    ),
}

/** All reservations that were made together. */
async function madeTogether(
  made: reservations.ShownReservation | null | undefined,
  { transactor, caller }: Context,
): Promise<reservations.ShownReservation[] | null> {
  if (!made) return null
  const { documentId } = made
  return transactor.read([caller.companyId], (tx) => reservations.list(tx, { documentId }, { limit: lotsAtMost }))
}

export const StockReservation: StockReservationResolvers = {
  lot: async ({ lotId }, _, { loaders }) => (lotId === null ? null : existing(loaders.lot.load(lotId))),
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.reservation.load(id)) ?? null,
}

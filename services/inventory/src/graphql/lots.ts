import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { isId, parsePositiveQuantity } from '@erp/values'
import { proposePicking } from '../domain/picking.ts'
import type { LotResolvers, PickingLineResolvers, QueryResolvers } from '../generated/graphql.ts'
import * as store from '../store/lots.ts'
import { existing } from './loaders.ts'

const daysAtMost = 36_500

export const Query: Pick<QueryResolvers, 'lots' | 'expiringLots' | 'pickingProposal'> = {
  lots: async (_, { itemId, ...args }, { transactor, caller, loaders }) => {
    const page = pageOf(args)
    const orderKey = ({ code }: store.Lot) => [code]
    if (!(await loaders.item.load(itemId))) return null
    const rows = await transactor.read(
      [caller.companyId],
      (tx) => store.list(tx, { itemId }, { after: page.after?.[0], limit: page.limit }),
      { ofAllParties: true },
    )
    return connection(rows, { ...page, orderKey })
  },
  expiringLots: async (_, { withinDays, ...args }, { transactor, caller }) => {
    if (withinDays < 0 || withinDays > daysAtMost) throw badInput('Give a number of days from 0 to 36500.')
    const page = pageOf(args, ['date', 'id'])
    const rows = await transactor.read([caller.companyId], (tx) => store.expiring(tx, withinDays, page), {
      ofAllParties: true,
    })
    return connection(rows, { ...page, orderKey: ({ id, expiresOn }) => [expiresOn ?? '', id] })
  },
  pickingProposal: async (_, { itemId, warehouseId, quantity: text }, { transactor, caller }) => {
    const quantity = parsePositiveQuantity(text)
    if ('refusal' in quantity) throw badInput('Give a quantity above zero, with at most six decimals.')
    if (!isId(itemId) || !isId(warehouseId)) return null
    return transactor.read(
      [caller.companyId],
      async (tx) => {
        const bins = await store.bins(tx, itemId, warehouseId)
        return bins.length === 0 ? null : proposePicking(bins, quantity, await store.today(tx))
      },
      { ofAllParties: true },
    )
  },
}

export const Lot: LotResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.lot.load(id)) ?? null,
}

export const PickingLine: PickingLineResolvers = {
  lot: async ({ lotId }, _, { loaders }) => (lotId === null ? null : existing(loaders.lot.load(lotId))),
  location: async ({ locationId }, _, { loaders }) =>
    locationId === null ? null : existing(loaders.location.load(locationId)),
}

import { connection, pageOf } from '@erp/graphql-kit'
import { isId, unitCostForDisplay } from '@erp/values'
import { isExplained } from '../domain/cost-explanation.ts'
import type {
  CostEntryResolvers,
  CostExplanationResolvers,
  CostLayerResolvers,
  CostSourceResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import * as costs from '../store/cost-explanation.ts'
import { seesEveryParty, seesEveryWarehouse } from './every-warehouse.ts'
import { existing } from './loaders.ts'

const bySequence = ({ sequence }: { readonly sequence: bigint }) => [sequence.toString()]

export const Query: Pick<QueryResolvers, 'explainCost'> = {
  explainCost: async (_, { itemId, valuationAreaId, at }, { transactor, caller }) => {
    seesEveryWarehouse(caller)
    seesEveryParty(caller)
    if (!isId(itemId) || !isId(valuationAreaId)) return null
    const [point] = await transactor.read([caller.companyId], (tx) =>
      costs.points(tx, [{ itemId, valuationAreaId, at: at ?? undefined }]),
    )
    return point ?? null
  },
}

export const CostExplanation: CostExplanationResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
  unitCost: ({ value, quantity }) => unitCostForDisplay(value, quantity),
  balanced: (point, _, { transactor, caller }) =>
    transactor.read([caller.companyId], async (tx) =>
      isExplained(point, await costs.sources(tx, point), await costs.layersTogether(tx, point)),
    ),
  sources: (point, _, { transactor, caller }) => transactor.read([caller.companyId], (tx) => costs.sources(tx, point)),
  layers: async (point, args, { transactor, caller }) => {
    const page = pageOf(args, ['bigint'])
    const rows = await transactor.read([caller.companyId], (tx) => costs.layers(tx, point, page))
    return connection(rows, { ...page, orderKey: bySequence })
  },
}

export const CostSource: CostSourceResolvers = {
  kind: ({ eventKind }) => eventKind,
  entries: async (source, args, { transactor, caller }) => {
    const page = pageOf(args, ['bigint'])
    const rows = await transactor.read([caller.companyId], (tx) => costs.entriesOf(tx, source, page))
    return connection(rows, { ...page, orderKey: bySequence })
  },
}

export const CostLayer: CostLayerResolvers = {
  receivedBy: ({ id }, _, { loaders }) => existing(loaders.ledgerEntry.load(id)),
  changes: async (layer, args, { transactor, caller }) => {
    const page = pageOf(args, ['bigint'])
    const rows = await transactor.read([caller.companyId], (tx) => costs.changesOf(tx, layer, page))
    return connection(rows, { ...page, orderKey: bySequence })
  },
  origin: async ({ id }, _, { loaders }) => (await loaders.costOrigin.load(id)) ?? null,
}

export const CostEntry: CostEntryResolvers = {
  entry: ({ id }, _, { loaders }) => existing(loaders.ledgerEntry.load(id)),
  origin: async ({ id }, _, { loaders }) => (await loaders.costOrigin.load(id)) ?? null,
}

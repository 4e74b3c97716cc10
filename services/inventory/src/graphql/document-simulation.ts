import type { DocumentSimulationResolvers, StockEffectResolvers } from '../generated/graphql.ts'
import { existing } from './loaders.ts'

export const DocumentSimulation: DocumentSimulationResolvers = {
  stockEffects: async ({ id }, _, { loaders }) => (await loaders.simulation.load(id))?.document.entries ?? null,
  postingFacts: async ({ id }, _, { loaders }) => (await loaders.simulation.load(id))?.postingFacts ?? null,
  __resolveReference: ({ id }) => ({ id }),
}

export const StockEffect: StockEffectResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
}

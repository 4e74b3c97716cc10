import type { RequestContext } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import DataLoader from 'dataloader'
import type { CostAdjustment } from '../domain/cost-adjustment.ts'
import type { CostPoint } from '../domain/cost-explanation.ts'
import type { CostingChange } from '../domain/costing-change.ts'
import type { Item } from '../domain/item.ts'
import type { ItemAttribute } from '../domain/item-attribute.ts'
import type { ItemCategory } from '../domain/item-category.ts'
import type { LandedCostHead, LandedCostLine } from '../domain/landed-cost.ts'
import type { MovementHead, MovementLine } from '../domain/miscellaneous-movement.ts'
import type { AssemblyHead, AssemblyLine } from '../domain/stock-assembly.ts'
import type { StockDifferenceDisposal } from '../domain/stock-difference.ts'
import type { StockPolicy } from '../domain/stock-policy.ts'
import type { StockTransfer } from '../domain/stock-transfer.ts'
import type { Stocktake } from '../domain/stocktake.ts'
import type { ValuationArea, Warehouse } from '../domain/warehouse.ts'
import type { WarehouseLocation } from '../domain/warehouse-location.ts'
import * as costAdjustments from '../store/cost-adjustments.ts'
import * as costs from '../store/cost-explanation.ts'
import * as costingChanges from '../store/costing-changes.ts'
import type { Tx } from '../store/database.ts'
import * as itemAttributes from '../store/item-attributes.ts'
import * as itemCategories from '../store/item-categories.ts'
import * as items from '../store/items.ts'
import * as landedCosts from '../store/landed-costs.ts'
import * as ledgerLegs from '../store/ledger-legs.ts'
import * as lots from '../store/lots.ts'
import * as miscellaneousMovements from '../store/miscellaneous-movements.ts'
import * as reservations from '../store/reservations.ts'
import * as stockAssemblies from '../store/stock-assemblies.ts'
import * as stockAvailability from '../store/stock-availability.ts'
import * as disposals from '../store/stock-difference-disposals.ts'
import * as stockDifferences from '../store/stock-differences.ts'
import * as stockInquiry from '../store/stock-inquiry.ts'
import * as stockLedger from '../store/stock-ledger.ts'
import * as stockPolicies from '../store/stock-policies.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import * as stocktakes from '../store/stocktakes.ts'
import * as valuationAreas from '../store/valuation-areas.ts'
import * as warehouseLocations from '../store/warehouse-locations.ts'
import * as warehouses from '../store/warehouses.ts'
import { type Simulation, simulateDocument } from '../use-cases/simulate-document.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batches the lookups of one request, each kind in one statement and in the caller's company only. */
export function createLoaders({ transactor, caller }: Pick<RequestContext<Tx>, 'transactor' | 'caller'>) {
  const read = <Result>(work: (tx: Tx) => Promise<Result>) => transactor.read([caller.companyId], work)
  /** Of what lies in stock, whoever it came from and is kept for. */
  const readStock = <Result>(work: (tx: Tx) => Promise<Result>) =>
    transactor.read([caller.companyId], work, { ofAllParties: true })

  function byId<Row extends { readonly id: string }>(
    find: (tx: Tx, ids: readonly string[]) => Promise<Row[]>,
    reading: typeof read = read,
  ) {
    return new DataLoader<string, Row | undefined>(async (ids) => {
      const rows = await reading((tx) => find(tx, ids.filter(isId)))
      const found = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => found.get(id))
    })
  }

  /** The lines of documents, each document's by line number. */
  function linesOf<Document extends { readonly id: string }, Line>(
    find: (tx: Tx, documents: readonly Document[]) => Promise<(Line & { readonly documentId: string })[]>,
  ) {
    return new DataLoader<Document, readonly Line[], string>(
      async (documents) => {
        const lines = Map.groupBy(await read((tx) => find(tx, documents)), ({ documentId }) => documentId)
        return documents.map(({ id }) => lines.get(id) ?? [])
      },
      { cacheKeyFn: ({ id }) => id, cache: false },
    )
  }

  return {
    item: byId<Item>(items.findMany),
    itemCategory: byId<ItemCategory>(itemCategories.findMany),
    itemAttribute: byId<ItemAttribute>(itemAttributes.findMany),
    warehouse: byId<Warehouse>(warehouses.findMany),
    valuationArea: byId<ValuationArea>(valuationAreas.findMany),
    stockTransfer: byId<StockTransfer>(stockTransfers.findMany),
    stocktake: byId<Stocktake>(stocktakes.findMany),
    ledgerEntry: byId<stockLedger.StockLedgerEntry>((tx, ids) => stockLedger.list(tx, { ids })),

    /** Entries of another service's document, in the order they were recorded. */
    entriesOfDocument: new DataLoader<string, stockLedger.StockLedgerEntry[]>(async (documentIds) => {
      const entries = await read((tx) => stockLedger.list(tx, { documentIds: documentIds.filter(isId) }))
      const byDocument = Map.groupBy(entries.toReversed(), ({ documentId }) => documentId)
      return documentIds.map((id) => byDocument.get(id) ?? [])
    }),

    layerChanges: new DataLoader<string, stockLedger.StockLayerChange[]>((entryIds) =>
      read((tx) => stockLedger.layerChanges(tx, entryIds)),
    ),

    costOrigin: new DataLoader<string, CostPoint | undefined>((entryIds) => read((tx) => costs.origins(tx, entryIds))),

    ledgerLeg: new DataLoader<string, ledgerLegs.LedgerLeg | undefined>(async (stockDocumentIds) => {
      const legs = await read((tx) => ledgerLegs.findMany(tx, stockDocumentIds))
      return stockDocumentIds.map((id) => legs.get(id))
    }),

    costAdjustment: byId<CostAdjustment>(costAdjustments.findMany),
    costingChange: byId<CostingChange>(costingChanges.findMany),
    landedCost: byId<LandedCostHead>(landedCosts.findMany),
    linesOfLandedCost: linesOf<LandedCostHead, LandedCostLine>(landedCosts.linesOf),
    miscellaneousMovement: byId<MovementHead>(miscellaneousMovements.findMany),
    stockAssembly: byId<AssemblyHead>(stockAssemblies.findMany),
    linesOfAssembly: linesOf<AssemblyHead, AssemblyLine>(stockAssemblies.linesOf),
    stockDifferenceDisposal: byId<StockDifferenceDisposal>(disposals.findMany),
    linesOfDisposal: linesOf<StockDifferenceDisposal, stockDifferences.ShownLine>(stockDifferences.linesOf),
    linesOfMovement: linesOf<MovementHead, MovementLine>(miscellaneousMovements.linesOf),

    /** How far stock and ledger are with documents of inventory's own; undefined until they are confirmed. */
    legsOfDocument: new DataLoader<string, ledgerLegs.DocumentLegs | undefined>(async (documentIds) => {
      const legs = await read((tx) => ledgerLegs.ofDocuments(tx, documentIds.filter(isId)))
      return documentIds.map((id) => legs.get(id))
    }),

    balancesOfItem: new DataLoader<string, stockInquiry.StockBalance[]>(async (itemIds) => {
      const balances = await read((tx) => stockInquiry.listBalances(tx, { companyId: caller.companyId, itemIds }))
      const byItem = Map.groupBy(balances, ({ itemId }) => itemId as string)
      return itemIds.map((id) => byItem.get(id) ?? [])
    }),

    lot: byId<lots.Lot>((tx, ids) => lots.list(tx, { ids }), readStock),
    location: byId<WarehouseLocation>(warehouseLocations.findMany),
    stockPolicy: byId<StockPolicy>(stockPolicies.findMany),
    reservation: byId<reservations.ShownReservation>((tx, ids) => reservations.list(tx, { ids })),

    availability: new DataLoader<string, stockAvailability.StockAvailability>((itemIds) =>
      read((tx) => stockAvailability.ofItems(tx, itemIds)),
    ),

    warehouseStocks: new DataLoader<stockInquiry.StockBalance, stockInquiry.WarehouseStock[]>((balances) =>
      read((tx) => stockInquiry.warehouseStocks(tx, balances)),
    ),

    simulation: new DataLoader<string, Simulation | undefined>((ids) =>
      Promise.all(ids.map((id) => readStock((tx) => simulateDocument(tx, id)))),
    ),
  }
}

/** A row that a foreign key or the balance it belongs to guarantees. */
export async function existing<Row>(row: Promise<Row | undefined>): Promise<Row> {
  const found = await row
  if (found === undefined) throw new Error('A row that others refer to is gone.')
  return found
}

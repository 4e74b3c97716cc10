import type { Resolvers } from '@erp/graphql-kit'
import * as costAdjustments from './cost-adjustments.ts'
import * as costExplanation from './cost-explanation.ts'
import * as costingChanges from './costing-changes.ts'
import * as documentSimulation from './document-simulation.ts'
import * as itemAttributes from './item-attributes.ts'
import * as itemCategories from './item-categories.ts'
import * as items from './items.ts'
import * as landedCosts from './landed-costs.ts'
import * as lots from './lots.ts'
import * as miscellaneousMovements from './miscellaneous-movements.ts'
import * as movementSummary from './movement-summary.ts'
import * as shippedGoods from './shipped-goods.ts'
import * as stockAgeing from './stock-ageing.ts'
import * as stockAsOf from './stock-as-of.ts'
import * as stockAssemblies from './stock-assemblies.ts'
import * as stockBalances from './stock-balances.ts'
import * as stockDifferences from './stock-differences.ts'
import * as stockForecast from './stock-forecast.ts'
import * as stockLedger from './stock-ledger.ts'
import * as stockPolicies from './stock-policies.ts'
import * as stockReconciliation from './stock-reconciliation.ts'
import * as stockReservations from './stock-reservations.ts'
import * as stockTransfers from './stock-transfers.ts'
import * as stockTurnover from './stock-turnover.ts'
import * as stocktakes from './stocktakes.ts'
import * as warehouseLocations from './warehouse-locations.ts'
import * as warehouses from './warehouses.ts'

/** The resolvers of inventory, one module a document; the server merges them by type. */
export const resolvers: readonly Resolvers[] = [
  items,
  itemCategories,
  itemAttributes,
  warehouses,
  stockBalances,
  stockLedger,
  stockAsOf,
  stockAgeing,
  movementSummary,
  stockForecast,
  stockTurnover,
  costExplanation,
  documentSimulation,
  stockReconciliation,
  stockReservations,
  stockPolicies,
  lots,
  warehouseLocations,
  stockTransfers,
  stocktakes,
  miscellaneousMovements,
  costAdjustments,
  stockAssemblies,
  landedCosts,
  costingChanges,
  stockDifferences,
  shippedGoods,
]

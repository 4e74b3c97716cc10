/** The documents whose maker a company may let confirm them alone 职责分离例外, where otherwise another person has to. */
export const relaxableDocuments = [
  'MISCELLANEOUS_MOVEMENT',
  'COST_ADJUSTMENT',
  'LANDED_COST',
  'COSTING_CHANGE',
  'STOCK_ASSEMBLY',
  'STOCKTAKE',
] as const
export type RelaxableDocument = (typeof relaxableDocuments)[number]

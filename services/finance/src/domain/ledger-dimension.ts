import type { Dimension } from './auxiliary-dimension.ts'

/** An auxiliary dimension 辅助核算 as balances name it. */
export type LedgerDimension = Uppercase<Dimension>

/** One auxiliary value: of everything posted, only what carries it counts. */
export type LedgerValue = { readonly dimension: LedgerDimension; readonly valueId: string }

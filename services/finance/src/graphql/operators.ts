/** A message passed over is an amount that never reaches the ledger, so it takes two persons. */
export const operators = { skipTakesTwo: true } as const

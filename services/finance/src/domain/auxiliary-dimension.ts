import { type Refusal, refuse } from '@erp/values'

/** What lines can be told apart by 辅助核算; the order is that of lists. */
export const dimensions = ['customer', 'supplier', 'employee', 'department', 'project', 'item', 'warehouse'] as const
export type Dimension = (typeof dimensions)[number]

/** The dimensions whose values finance itself names; the others are documents of other services. */
export const ownDimensions = ['department', 'project', 'employee'] as const satisfies readonly Dimension[]
export type OwnDimension = (typeof ownDimensions)[number]

export type Requirement = 'REQUIRED' | 'OPTIONAL'

/** The dimensions an account keeps; lines of it give each required one, and none that is not named. */
export type AccountDimensions = Readonly<Partial<Record<Dimension, Requirement>>>

/** The values a line gives, by dimension. */
export type DimensionValues = Readonly<Record<`${Dimension}Id`, string | null>>

export type DimensionMissing = Refusal<'DimensionMissing', { accountCode: string; dimension: Dimension }>
export type DimensionNotKept = Refusal<'DimensionNotKept', { accountCode: string; dimension: Dimension }>

type Kept = { readonly code: string; readonly dimensions: AccountDimensions }

/** What lines of an account have to give, in the order of lists. */
export function requiredBy(kept: AccountDimensions): Dimension[] {
  return dimensions.filter((one) => kept[one] === 'REQUIRED')
}

/** The first dimension the account requires and the line does not give. */
export function missingDimension(
  { code, dimensions: kept }: Kept,
  line: DimensionValues,
): DimensionMissing | undefined {
  const dimension = requiredBy(kept).find((one) => line[`${one}Id`] === null)
  return dimension && refuse('DimensionMissing', { accountCode: code, dimension })
}

/** For lines that people write: nothing required is missing, and nothing is given that the account does not keep. */
export function checkDimensions(account: Kept, line: DimensionValues): DimensionMissing | DimensionNotKept | undefined {
  const missing = missingDimension(account, line)
  if (missing) return missing
  const dimension = dimensions.find((one) => account.dimensions[one] === undefined && line[`${one}Id`] !== null)
  return dimension && refuse('DimensionNotKept', { accountCode: account.code, dimension })
}

import { badInput } from '@erp/graphql-kit'
import { type AccountDimensions, type Dimension, dimensions } from '../domain/auxiliary-dimension.ts'

type Shown = { readonly dimension: Uppercase<Dimension>; readonly required: boolean }

/** The dimensions of an account as the graph lists them. */
export function showDimensions(kept: AccountDimensions): Shown[] {
  return dimensions.flatMap((one) => {
    const requirement = kept[one]
    if (requirement === undefined) return []
    return { dimension: one.toUpperCase() as Uppercase<Dimension>, required: requirement === 'REQUIRED' }
  })
}

/** Reads that list. Throws BAD_USER_INPUT when a dimension is named twice. */
export function readDimensions(wanted: readonly { dimension: Uppercase<Dimension>; required?: boolean }[]) {
  const kept = Object.fromEntries(
    wanted.map(({ dimension, required }) => [dimension.toLowerCase(), required ? 'REQUIRED' : 'OPTIONAL']),
  ) as AccountDimensions
  if (Object.keys(kept).length !== wanted.length) throw badInput('dimensions names each dimension once.')
  return kept
}

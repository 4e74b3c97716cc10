import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isRefusal } from '@erp/values'
import type { OwnDimension } from '../domain/auxiliary-dimension.ts'
import type {
  DimensionValueCodeTakenResolvers,
  DimensionValueResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findDimensionValue, listDimensionValues } from '../store/dimension-values.ts'
import { openName } from '../store/employee-names.ts'
import { changeDimensionValue } from '../use-cases/change-dimension-value.ts'
import { createDimensionValue } from '../use-cases/create-dimension-value.ts'
import { pseudonymiseEmployee } from '../use-cases/pseudonymise-employee.ts'

const ownDimensionOf = (dimension: Uppercase<OwnDimension>) => dimension.toLowerCase() as OwnDimension
const shown = (dimension: OwnDimension) => dimension.toUpperCase() as Uppercase<OwnDimension>

export const Query: QueryResolvers = {
  dimensionValues: async (_, { dimension, activeOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listDimensionValues(tx, caller.companyId, {
        ...{ dimension: ownDimensionOf(dimension), activeOnly },
        ...{ limit: page.limit, afterCode: page.after?.[0] ?? '' },
      }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: MutationResolvers = {
  createDimensionValue: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createDimensionValue', idempotencyKey, input },
      (unit) => createDimensionValue(unit, context.persons, { ...input, dimension: ownDimensionOf(input.dimension) }),
      findDimensionValue,
    )
    return payload('dimensionValue', outcome, context)
  },

  changeDimensionValue: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { dimensionValueId, expectedVersion, name, active } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeDimensionValue', idempotencyKey, input },
      (unit) =>
        changeDimensionValue(unit, context.persons, {
          ...{ dimensionValueId, expectedVersion },
          ...{ name: name ?? undefined, active: active ?? undefined },
        }),
      findDimensionValue,
    )
    return payload('dimensionValue', outcome, context)
  },

  pseudonymiseEmployee: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'pseudonymiseEmployee', idempotencyKey, input },
      (unit) => pseudonymiseEmployee(unit, input),
      findDimensionValue,
    )
    if (!isRefusal(outcome)) context.persons.destroy([input.employeeId])
    return payload('dimensionValue', outcome, context)
  },
}

export const DimensionValue: DimensionValueResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.dimensionValue.load(id),
  dimension: ({ dimension }) => shown(dimension),
  name: ({ dimension, name }, _, { persons }) => (dimension === 'employee' ? openName(persons, name) : name),
}

export const DimensionValueCodeTaken: DimensionValueCodeTakenResolvers = {
  dimension: ({ dimension }) => shown(dimension.toLowerCase() as OwnDimension),
}

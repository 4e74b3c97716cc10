import { dimensionValueChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { PrismaLike, Sql, Transactor, UnitOfWork } from '@erp/service-kit'
import type { OwnDimension } from '../domain/auxiliary-dimension.ts'
import type { DimensionValue } from '../domain/dimension-value.ts'
import { companiesWithBooks } from '../store/books.ts'
import { areValuesUntold, takeUntoldDimensionValues } from '../store/dimension-values.ts'

const valuesAtOnce = 500

/** Tells the others what documents may carry; of employees by their code, for names of persons go on no stream. */
export function announceDimensionValues(unit: UnitOfWork, values: readonly DimensionValue[]): Promise<void> {
  return emitAll(
    unit,
    dimensionValueChanged,
    values.map(({ id, companyId, dimension, code, name, active, version }) => ({
      aggregateId: id,
      payload: {
        ...{ companyId, dimensionValueId: id, dimension: dimension.toUpperCase() as Uppercase<OwnDimension> },
        ...{ code, name: dimension === 'employee' ? { zh: code, en: code } : name, active, version },
      },
    })),
  )
}

/**
 * Tells what was named before the others heard of it, once, however many processes start with it. Returns how many values
 * were told.
 */
export async function announceUntoldDimensionValues<Tx extends Sql>(
  client: PrismaLike<Tx>,
  transactor: Transactor<Tx>,
): Promise<number> {
  const companyIds = await client.$transaction(companiesWithBooks)
  if (companyIds.length === 0 || !(await transactor.read(companyIds, areValuesUntold))) return 0
  let told = 0
  for (let batch = valuesAtOnce; batch === valuesAtOnce; told += batch)
    batch = await transactor.system(companyIds, 'announce-dimension-values', async (unit) => {
      const values = await takeUntoldDimensionValues(unit.tx, valuesAtOnce)
      await announceDimensionValues(unit, values)
      return values.length
    })
  return told
}

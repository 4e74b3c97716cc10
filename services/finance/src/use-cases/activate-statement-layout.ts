import type { UnitOfWork } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import type { LocalizedText } from '../domain/account.ts'
import { checkLayout, type StatementLayoutFaulty } from '../domain/statement/check-layout.ts'
import type { LayoutRow, StatementKind, StatementLayout } from '../domain/statement/layout.ts'
import { wholeChart } from '../store/accounts.ts'
import { basisOfStatements, findLayout, insertLayout } from '../store/statement-layouts.ts'
import type { StaleVersion } from './change-period.ts'

/**
 * Makes the next version of a layout the one statements are drawn up by, if every account or cash-flow item counts
 * exactly once in it. Earlier versions can still be asked for, so that a statement as it was filed can be shown again.
 * Without books there is no version to follow: the current one is 0.
 */
export async function activateStatementLayout(
  unit: UnitOfWork,
  input: {
    readonly statement: StatementKind
    readonly expectedVersion: number
    readonly name: LocalizedText
    readonly rows: readonly LayoutRow[]
  },
): Promise<(StatementLayout & { readonly id: string }) | StatementLayoutFaulty | StaleVersion> {
  const { tx, caller, now } = unit
  const { statement, expectedVersion, name, rows } = input
  const basis = await basisOfStatements(tx, caller.companyId)
  const current =
    basis && (await findLayout(tx, caller.companyId, { statement, standard: basis.standard, layoutVersion: null }))
  const currentVersion = current?.layoutVersion ?? 0
  if (!current || currentVersion !== expectedVersion) return refuse('StaleVersion', { currentVersion })

  const fault = checkLayout(statement, rows, await wholeChart(tx, caller.companyId))
  if (fault) return fault
  const next = { id: newId(), statement, layoutVersion: currentVersion + 1, name, rows, activatedAt: now }
  await insertLayout(tx, caller.companyId, next, caller.userId)
  return next
}

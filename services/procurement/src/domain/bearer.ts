import { type InvalidInput, invalid } from './input.ts'
import type { DimensionValueFacts } from './replicated-facts.ts'

/** Which department and project bear an expense, or need what is bought; finance names them. */
export interface Bearer {
  readonly departmentId: string | null
  readonly projectId: string | null
}

/** The same as far as somebody says so. */
export interface MaybeBearer {
  readonly departmentId?: string | null | undefined
  readonly projectId?: string | null | undefined
}

const dimensions = { departmentId: 'DEPARTMENT', projectId: 'PROJECT' } as const

/** Whether an expense can be borne so: by a department and a project that are in use. */
export function bearerProblem(
  bearer: Bearer,
  known: ReadonlyMap<string, DimensionValueFacts>,
  path: string | null,
): InvalidInput | undefined {
  for (const part of ['departmentId', 'projectId'] as const) {
    const id = bearer[part]
    if (id === null) continue
    const value = known.get(id)
    const place = path === null ? part : `${path}.${part}`
    if (value?.dimension !== dimensions[part]) return invalid(place, 'NOT_FOUND')
    if (!value.active) return invalid(place, 'NOT_ACTIVE')
  }
  return undefined
}

/** Who bears a line once somebody says otherwise; what they leave out stays, and is not asked about again. */
export function amendedBearer(
  before: Bearer,
  { departmentId = before.departmentId, projectId = before.projectId }: MaybeBearer,
  known: ReadonlyMap<string, DimensionValueFacts>,
  path: string,
): Bearer | InvalidInput {
  const said = {
    departmentId: departmentId === before.departmentId ? null : departmentId,
    projectId: projectId === before.projectId ? null : projectId,
  }
  return bearerProblem(said, known, path) ?? { departmentId, projectId }
}

/** The ids that lines name of them. */
export function bearersOf(lines: readonly MaybeBearer[]): string[] {
  return lines.flatMap(({ departmentId, projectId }) => [departmentId ?? [], projectId ?? []].flat())
}

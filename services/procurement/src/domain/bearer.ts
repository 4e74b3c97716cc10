import { type InvalidInput, invalid } from './input.ts'
import type { DimensionValueFacts } from './replicated-facts.ts'

/** Which department and project bear an expense; finance names them. */
export interface Bearer {
  readonly departmentId: string | null
  readonly projectId: string | null
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

/** The ids that lines name of them. */
export function bearersOf(
  lines: readonly {
    readonly departmentId?: string | null | undefined
    readonly projectId?: string | null | undefined
  }[],
): string[] {
  return lines.flatMap(({ departmentId, projectId }) => [departmentId ?? [], projectId ?? []].flat())
}

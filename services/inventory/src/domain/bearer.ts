import { type InvalidInput, invalidInput } from './master-data.ts'

/** Which department and project bear what a line costs; finance names them. */
export type Bearer = { readonly departmentId: string | null; readonly projectId: string | null }

/** What finance says of a department, project or employee. */
export type DimensionValue = { readonly dimension: string; readonly active: boolean }

const dimensions = { departmentId: 'DEPARTMENT', projectId: 'PROJECT' } as const

/** Whether a line can be borne so: by a department and a project that are in use. */
export function bearerProblem(
  bearer: Bearer,
  known: ReadonlyMap<string, DimensionValue>,
  field: string,
): InvalidInput | undefined {
  for (const part of ['departmentId', 'projectId'] as const) {
    const id = bearer[part]
    if (id === null) continue
    const value = known.get(id)
    if (value?.dimension !== dimensions[part]) return invalidInput(`${field}.${part}`, 'NOT_FOUND')
    if (!value.active) return invalidInput(`${field}.${part}`, 'NOT_ACTIVE')
  }
  return undefined
}

import { type Refusal, refuse } from '@erp/values'
import type { LocalizedText } from './account.ts'
import type { OwnDimension } from './auxiliary-dimension.ts'
import type { InvalidInput } from './chart-change.ts'

/** A department 部门, project 项目 or employee 职员 that lines are told apart by. It is never deleted, only taken out of use. */
export type DimensionValue = {
  readonly id: string
  readonly companyId: string
  readonly dimension: OwnDimension
  /** 1 to 32 letters, digits, dots, hyphens and underscores; unique in its dimension. */
  readonly code: string
  readonly name: LocalizedText
  readonly active: boolean
  /** Whether an employee is called by a pseudonym, for good. */
  readonly pseudonymised: boolean
  readonly version: number
}

export type DimensionValueNotActive = Refusal<
  'DimensionValueNotActive',
  { dimension: OwnDimension; dimensionValueId: string }
>

/** A new value, in use from the start. */
export function newDimensionValue(
  wanted: Pick<DimensionValue, 'id' | 'companyId' | 'dimension' | 'code' | 'name'>,
): DimensionValue | InvalidInput {
  if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$/.test(wanted.code))
    return refuse('InvalidInput', { field: 'code', problem: 'NOT_A_CODE' })
  return checkName(wanted.name) ?? { ...wanted, active: true, pseudonymised: false, version: 1 }
}

/** The value under another name, in or out of use; lines posted keep it either way. What is left out stays. */
export function changeDimensionValue(
  value: DimensionValue,
  change: { readonly name?: LocalizedText | undefined; readonly active?: boolean | undefined },
): DimensionValue | InvalidInput | EmployeePseudonymised {
  const { name, active = value.active } = change
  if (name && value.pseudonymised) return refuse('EmployeePseudonymised')
  return (name && checkName(name)) ?? { ...value, name: name ?? value.name, active }
}

/** Whoever is in use still is not forgotten. */
export type EmployeeStillActive = Refusal<'EmployeeStillActive'>
export type EmployeePseudonymised = Refusal<'EmployeePseudonymised'>
/** Of an employee who is a user, the user is pseudonymised, and the employee with them. */
export type EmployeeIsUser = Refusal<'EmployeeIsUser', { userId: string }>

/** Why an employee cannot be forgotten here. */
export function whyNotPseudonymise(
  employee: DimensionValue,
  userId: string | null,
): EmployeeIsUser | EmployeeStillActive | EmployeePseudonymised | undefined {
  if (employee.pseudonymised) return refuse('EmployeePseudonymised')
  if (userId !== null) return refuse('EmployeeIsUser', { userId })
  return employee.active ? refuse('EmployeeStillActive') : undefined
}

/** A name that says that somebody is another than others, and nothing of who they were. */
export function pseudonymOfEmployee(random: string): string {
  return `Former employee 已离职职员 ${random.replaceAll('-', '').slice(-6).toUpperCase()}`
}

function checkName({ zh, en }: LocalizedText): InvalidInput | undefined {
  const faulty = [zh, en].some((text) => text.trim() === '' || text.length > 200)
  return faulty ? refuse('InvalidInput', { field: 'name', problem: 'EMPTY_OR_LONG' }) : undefined
}

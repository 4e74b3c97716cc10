/** An employee as they claim 报销人: the user who claims for themselves, their level and their department. */
export type ExpenseClaimant = {
  readonly employeeId: string
  readonly companyId: string
  /** Null for an employee who does not log in: an assistant claims for them. */
  readonly userId: string | null
  readonly grade: string | null
  readonly departmentId: string | null
  readonly version: number
}

/** A node of a plan as PostgreSQL explains it in JSON. */
interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

/** A statement that was executed, and how. */
export interface ExecutedPlan {
  readonly milliseconds: number
  readonly plan: PlanNode
}

/** The tables that grow with every posting, and which of them holds the lines of the ledger. */
export interface LargeTables {
  readonly all: readonly string[]
  readonly lines: string
}

/** The plans that auto_explain wrote into this piece of PostgreSQL's log, in order; one that is still being written is left out. */
export function plansIn(log: string): ExecutedPlan[] {
  const plans: ExecutedPlan[] = []
  for (const match of log.matchAll(/duration: ([\d.]+) ms {2}plan:\n/g)) {
    const text = log.slice(match.index + match[0].length)
    const end = text.search(/^(?![\t {}])/m)
    const plan = planIn(end < 0 ? text : text.slice(0, end))
    if (plan) plans.push({ milliseconds: Number(match[1]), plan })
  }
  return plans
}

function planIn(json: string): PlanNode | undefined {
  try {
    return (JSON.parse(json) as { Plan: PlanNode }).Plan
  } catch {
    return undefined
  }
}

/** How long the statements took together, how many lines they read, and which large tables they went through from end to end. */
export function describePlans(plans: readonly ExecutedPlan[], tables: LargeTables) {
  const nodes = plans
    .flatMap(({ plan }) => nodesOf(plan))
    .filter((node) => tables.all.includes(node['Relation Name'] ?? ''))
  const rowsOf = (node: PlanNode) =>
    ((node['Actual Rows'] ?? 0) +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0)) *
    (node['Actual Loops'] ?? 0)
  const executed = nodes.filter((node) => (node['Actual Loops'] ?? 0) > 0)
  return {
    inDatabase: plans.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    ledgerLines: Math.round(
      executed.filter((node) => node['Relation Name'] === tables.lines).reduce((sum, node) => sum + rowsOf(node), 0),
    ),
    scans: executed.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] ?? ''),
  }
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

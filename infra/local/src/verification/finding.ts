/** What one check of the invariants found. */
export interface Finding {
  /** Its number in the list of invariants. */
  readonly invariant: number
  /** What must hold, as a sentence. */
  readonly rule: string
  /** How many rows, subjects or documents were looked at; 0 means that the check said nothing. */
  readonly examined: number
  /** What breaks it, each one named; empty when the rule holds. */
  readonly breaks: readonly string[]
  /** Not broken, but not finished either: on its way, waiting, or held with a reason. Empty at rest. */
  readonly underWay: readonly string[]
}

/** At rest nothing is on its way, so what is unfinished then is broken. */
export function asAtRest(finding: Finding): Finding {
  const breaks = [...finding.breaks, ...finding.underWay.map((what) => `not at rest: ${what}`)]
  return { ...finding, breaks, underWay: [] }
}

const mostNamed = 20

/** One line a check, and below it what breaks it or is under way, at most twenty of each. */
export function describeFindings(findings: readonly Finding[]): string {
  const table = findings.map(({ invariant, rule, examined, breaks, underWay }) => {
    const result = breaks.length > 0 ? `BROKEN ${breaks.length}` : 'holds'
    const line = `${String(invariant).padStart(3)}  ${result.padEnd(12)}${String(examined).padStart(9)}  ${rule}`
    return [line, ...named('✗', breaks), ...named('…', underWay)].join('\n')
  })
  const broken = findings.filter(({ breaks }) => breaks.length > 0).length
  const closing = broken === 0 ? `${findings.length} invariants hold.` : `${broken} of ${findings.length} are broken.`
  return `  #  result       examined  invariant\n${table.join('\n')}\n${closing}\n`
}

function named(sign: string, facts: readonly string[]): string[] {
  const more = facts.length > mostNamed ? [`       ${sign} and ${facts.length - mostNamed} more`] : []
  return [...facts.slice(0, mostNamed).map((fact) => `       ${sign} ${fact}`), ...more]
}

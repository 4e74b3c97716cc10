/** More texts than a service has statements: only lists of many lengths make further ones. */
const mostNames = 300

/**
 * Names statements, so that each connection parses and plans a text once: confirming a receipt then costs PostgreSQL half
 * the time. A text beyond the bound stays without a name and is planned each time, so no connection keeps plans for ever.
 */
export function statementNames(): (statement: { readonly sql: string }) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known !== undefined || names.size >= mostNames) return known ?? ''
    const name = `statement_${names.size}`
    names.set(sql, name)
    return name
  }
}

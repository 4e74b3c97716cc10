/** Tells what is being done and how long it took, one line a step. */
export interface Progress {
  readonly step: <R>(what: string, work: (detail: (text: string) => void) => Promise<R>) => Promise<R>
  readonly say: (line: string) => void
}

export function createProgress(write: (text: string) => void = (text) => process.stdout.write(text)): Progress {
  const say = (line: string) => write(`${line}\n`)
  return {
    say,
    step: async (what, work) => {
      const startedAt = performance.now()
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
      try {
        const result = await work((text) => say(`  … ${what}: ${text}`))
        say(`  ✓ ${what} (${seconds()})`)
        return result
      } catch (error) {
        say(`  ✗ ${what} (${seconds()})`)
        throw error
      }
    },
  }
}

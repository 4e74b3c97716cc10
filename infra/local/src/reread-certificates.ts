/** The two servers read their certificates again when told to; services and gateway look at theirs by themselves. */
export function rereadCertificates(processes: readonly { readonly name: string; readonly pid: number }[]): void {
  for (const { name, pid } of processes) {
    if (name !== 'postgres' && name !== 'nats-server') continue
    try {
      process.kill(pid, 'SIGHUP')
    } catch {
      // It ended in this very moment, and reads them when it starts again.
    }
  }
}

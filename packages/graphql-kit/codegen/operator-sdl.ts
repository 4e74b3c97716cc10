/** The operator's part of a subgraph, which messaging gives to every service under the service's own names. */
export async function operatorSdl(service: string): Promise<string> {
  const messaging = await import('@erp/messaging').catch(() => undefined)
  return typeof messaging?.operatorSchema === 'function' ? messaging.operatorSchema(service) : ''
}

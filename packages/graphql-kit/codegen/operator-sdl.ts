import { operatorSchema } from '@erp/messaging'

/** The operator's part of a subgraph, which messaging gives to every service under the service's own names. */
export function operatorSdl(service: string): string {
  return operatorSchema(service)
}

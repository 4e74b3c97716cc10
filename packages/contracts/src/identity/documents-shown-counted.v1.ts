import { documentsShown } from '../documents-shown.ts'

/** Somebody was shown many documents of identity whose reading leaves a trace: identity adds up what they were shown anywhere. */
export const identityDocumentsShownCounted = documentsShown('identity.documents-shown.counted.v1')

/* oxlint-disable unicorn/no-thenable -- `then` is JSON Schema's own word. */
/**
 * EPCIS 2.0 (ISO/IEC 19987) documents as JSON Schema, written here from the standard's data model: GS1 publishes a
 * schema of its own without a licence to copy it. Anything that GS1's accepts must be accepted here; the examples of
 * the standard are the measure (tests/conformance).
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

const words = (text: string): string[] => text.split(/\s+/)
export const bizSteps = words(
  `accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
  decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
  killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
  shipping staging_outbound stock_taking stocking storing transporting unloading unpacking void_shipping
  sensor_reporting sampling`,
)
export const dispositions = words(
  `active container_closed damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive
  no_pedigree_match non_sellable_other partially_dispensed recalled reserved retail_sold returned sellable_accessible
  sellable_not_accessible stolen unknown available completeness_verified completeness_inferred conformant container_open
  mismatch_instance mismatch_class mismatch_quantity needs_replacement non_conformant unavailable`,
)
const transactionTypes = words('bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt')
const partyTypes = words('owning_party possessing_party location')
const errorReasons = words('did_not_occur incorrect_data')

type Schema = Readonly<Record<string, unknown>>
const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` })
const list = (name: string): Schema => ({ type: 'array', items: ref(name) })
/** A word of the vocabulary, or somebody's own as a URI or compact URI. */
const vocabulary = (known: readonly string[]): Schema => ({ anyOf: [{ enum: known }, ref('uri')] })
/** Only these properties, and those that a prefix makes somebody's own. */
const shape = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
  patternProperties: { '^[A-Za-z][A-Za-z0-9+.-]*:.+': {} },
  additionalProperties: false,
})

const what = { type: {}, '@context': {}, certificationInfo: { anyOf: [ref('uri'), list('uri')] } }
const when = {
  eventTime: ref('time'),
  recordTime: ref('time'),
  eventTimeZoneOffset: { type: 'string', pattern: '^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$' },
  eventID: ref('uri'),
  errorDeclaration: ref('errorDeclaration'),
}
const why = {
  bizStep: vocabulary(bizSteps),
  disposition: vocabulary(dispositions),
  persistentDisposition: shape({
    set: { type: 'array', items: vocabulary(dispositions) },
    unset: { type: 'array', items: vocabulary(dispositions) },
  }),
  readPoint: ref('place'),
  bizLocation: ref('place'),
  bizTransactionList: list('bizTransaction'),
  sourceList: list('source'),
  destinationList: list('destination'),
  sensorElementList: list('sensorElement'),
}
const action = { enum: ['ADD', 'OBSERVE', 'DELETE'] }
const epcs = { type: 'array', items: ref('uri') }
const quantities = list('quantityElement')
const anyOf = (...names: readonly string[]): Schema => ({
  anyOf: names.map((name) => ({ required: [name], properties: { [name]: { type: 'array', minItems: 1 } } })),
})
const event = (own: Record<string, Schema>, required: readonly string[], rest: Schema = {}): Schema => ({
  ...shape({ ...what, ...when, ...why, ...own }, ['type', 'eventTime', 'eventTimeZoneOffset', ...required]),
  ...rest,
})
const parented = (children: string, quantityName: string): Schema =>
  event({ action, parentID: ref('uri'), [children]: epcs, [quantityName]: quantities }, ['action'], {
    allOf: [
      { if: { properties: { action: { enum: ['ADD', 'OBSERVE'] } } }, then: anyOf(children, quantityName) },
      { if: { properties: { action: { enum: ['ADD', 'DELETE'] } } }, then: { required: ['parentID'] } },
    ],
  })

export const eventTypes = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
] as const
const measured = words('value minValue maxValue meanValue sDev percRank percValue')
const sensorUris = words('deviceID deviceMetadata rawData dataProcessingMethod bizRules')

const schema = {
  $id: 'urn:smart-market:epcis-2.0-document',
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...ref('document'),
  definitions: {
    /** A URI, a compact one, or any identifier with a scheme. */
    uri: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9+.-]*:\\S+$' },
    time: { type: 'string', format: 'date-time' },
    place: shape({ id: ref('uri') }, ['id']),
    quantityElement: {
      type: 'object',
      properties: {
        epcClass: ref('uri'),
        quantity: { type: 'number' },
        uom: { type: 'string', pattern: '^[A-Z0-9]{2,3}$' },
      },
      required: ['epcClass'],
      additionalProperties: false,
    },
    bizTransaction: {
      type: 'object',
      properties: { type: vocabulary(transactionTypes), bizTransaction: ref('uri') },
      required: ['bizTransaction'],
      additionalProperties: false,
    },
    ...Object.fromEntries(
      ['source', 'destination'].map((name) => [
        name,
        {
          type: 'object',
          properties: { type: vocabulary(partyTypes), [name]: ref('uri') },
          required: ['type', name],
          additionalProperties: false,
        },
      ]),
    ),
    errorDeclaration: shape(
      { declarationTime: ref('time'), reason: vocabulary(errorReasons), correctiveEventIDs: list('uri') },
      ['declarationTime'],
    ),
    sensorElement: shape(
      {
        sensorMetadata: shape({
          time: ref('time'),
          startTime: ref('time'),
          endTime: ref('time'),
          ...Object.fromEntries(sensorUris.map((name) => [name, ref('uri')])),
          dataProcessingMethod: ref('uri'),
        }),
        sensorReport: { type: 'array', minItems: 1, items: ref('sensorReport') },
      },
      ['sensorReport'],
    ),
    sensorReport: shape({
      type: { type: 'string', minLength: 1 },
      exception: { anyOf: [{ enum: ['ALARM_CONDITION', 'ERROR_CONDITION'] }, ref('uri')] },
      time: ref('time'),
      microorganism: ref('uri'),
      chemicalSubstance: ref('uri'),
      coordinateReferenceSystem: ref('uri'),
      component: { type: 'string', minLength: 1 },
      stringValue: { type: 'string' },
      booleanValue: { type: 'boolean' },
      hexBinaryValue: { type: 'string', pattern: '^[A-Fa-f0-9]+$' },
      uriValue: ref('uri'),
      uom: { type: 'string' },
      ...Object.fromEntries(measured.map((name) => [name, { type: 'number' }])),
      ...Object.fromEntries(sensorUris.map((name) => [name, ref('uri')])),
    }),
    ObjectEvent: event({ action, epcList: epcs, quantityList: quantities, ilmd: { type: 'object' } }, ['action'], {
      anyOf: [
        { required: ['epcList'] },
        ...(anyOf('quantityList').anyOf as Schema[]),
        { required: ['sensorElementList'] },
      ],
      if: { properties: { action: { const: 'ADD' } } },
      else: { not: { required: ['ilmd'] } },
    }),
    AggregationEvent: parented('childEPCs', 'childQuantityList'),
    AssociationEvent: parented('childEPCs', 'childQuantityList'),
    TransactionEvent: event({ action, parentID: ref('uri'), epcList: epcs, quantityList: quantities }, [
      'action',
      'bizTransactionList',
    ]),
    TransformationEvent: event(
      {
        inputEPCList: epcs,
        inputQuantityList: quantities,
        outputEPCList: epcs,
        outputQuantityList: quantities,
        transformationID: ref('uri'),
        ilmd: { type: 'object' },
      },
      [],
      {
        anyOf: [
          { required: ['transformationID'] },
          { allOf: [anyOf('inputEPCList', 'inputQuantityList'), anyOf('outputEPCList', 'outputQuantityList')] },
        ],
      },
    ),
    /** One branch a type, so that an error names its own place and not every type's. */
    event: {
      type: 'object',
      required: ['type'],
      properties: { type: { anyOf: [{ enum: eventTypes }, ref('uri')] } },
      allOf: eventTypes.map((type) => ({
        if: { properties: { type: { const: type } }, required: ['type'] },
        then: ref(type),
      })),
    },
    body: {
      type: 'object',
      properties: { eventList: list('event') },
      required: ['eventList'],
    },
    queryBody: {
      type: 'object',
      properties: {
        queryResults: {
          type: 'object',
          properties: {
            queryName: { type: 'string' },
            subscriptionID: { type: 'string' },
            resultsBody: { type: 'object', properties: { eventList: list('event') }, required: ['eventList'] },
          },
          required: ['queryName', 'resultsBody'],
        },
      },
      required: ['queryResults'],
    },
    document: {
      type: 'object',
      required: ['@context', 'type'],
      properties: {
        '@context': {
          anyOf: [
            { type: 'string', format: 'uri' },
            { type: 'object' },
            { type: 'array', items: { anyOf: [{ type: 'string', format: 'uri' }, { type: 'object' }] } },
          ],
        },
        type: { enum: ['EPCISDocument', 'EPCISQueryDocument', ...eventTypes] },
        schemaVersion: { type: 'string', pattern: '^\\d+(\\.\\d+)*$' },
        creationDate: ref('time'),
      },
      allOf: [
        {
          if: { properties: { type: { const: 'EPCISDocument' } } },
          then: {
            required: ['schemaVersion', 'creationDate', 'epcisBody'],
            properties: { epcisBody: ref('body') },
          },
        },
        {
          if: { properties: { type: { const: 'EPCISQueryDocument' } } },
          then: {
            required: ['schemaVersion', 'creationDate', 'epcisBody'],
            properties: { epcisBody: ref('queryBody') },
          },
        },
        {
          if: { properties: { type: { enum: eventTypes } } },
          then: ref('event'),
        },
      ],
    },
  },
}

export type DocumentProblem = { readonly place: string; readonly message: string }

/** Compiles once; answers the problems of a document with their places, none when it is valid. */
export const createDocumentCheck = (): ((document: unknown) => DocumentProblem[]) => {
  const ajv = new Ajv({ strict: false, allErrors: false })
  const addFormats = formats as unknown as (instance: Ajv) => void
  addFormats(ajv)
  const validate: ValidateFunction = ajv.compile(schema)
  return (document) => (validate(document) ? [] : problemsOf(validate.errors ?? []))
}

/** The deepest places first: "must match then schema" of what is around them says nothing. */
const problemsOf = (errors: readonly ErrorObject[]): DocumentProblem[] =>
  errors
    .filter((error) => error.keyword !== 'if' && error.keyword !== 'anyOf')
    .concat(errors.filter((error) => error.keyword === 'anyOf'))
    .map((error) => ({
      place: error.instancePath || '/',
      message: `${error.message ?? 'invalid'}${error.keyword === 'additionalProperties' ? ` (${String(error.params.additionalProperty)})` : ''}`,
    }))
    .sort((a, b) => b.place.split('/').length - a.place.split('/').length)
    .slice(0, 20)

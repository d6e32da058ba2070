/**
 * Floor plans and ways. Hides file formats (IMDF, OSM indoor, drawn from the ledger) behind one plan in metres, and the
 * graph behind a question. Rules: a plan never changes under its id; one of a market is public; a place is a stall only
 * by a unique code, a unique name or a person's word; of questions only a daily count is kept, never from or to.
 */
export { createWayfindingHandlers } from './routes.ts'
export { drawSchematicPlan, importFloorPlan, publishFloorPlan } from './plans.ts'
export { createGuidance, createGraphCache, findRoute, type Guidance, type GraphCache } from './guidance.ts'
export { type NavigationState, navigationState } from './facts.ts'
export { schematicPlan } from './schematic.ts'

export { EvaluationNotices as default } from '../features/evaluations/evaluation-notices.tsx'

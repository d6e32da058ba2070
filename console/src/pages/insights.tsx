export { Insights as default } from '../features/insights/insights.tsx'

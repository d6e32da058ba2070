export { FootTraffic as default } from '../features/insights/foot-traffic.tsx'

-- What drizzle's schema language cannot say.
ALTER TABLE tenancies ADD CONSTRAINT tenancies__no_overlap
  EXCLUDE USING gist (market_id WITH =, stall_id WITH =, daterange(from_on, to_on) WITH &&);
--> statement-breakpoint
-- Append-only: nobody who serves requests or jobs can change what has been recorded.
REVOKE UPDATE, DELETE ON audit_log, feed_events, sales, sale_lines, judgements, assessment_snapshots, alarm_tests, analysis_runs
  FROM market_app, market_system;
--> statement-breakpoint
-- Requests write events; only the relay takes them away.
REVOKE UPDATE, DELETE ON outbox FROM market_app;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON feed_events, feed_heads FROM market_app;

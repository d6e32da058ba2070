-- Append-only.
REVOKE UPDATE, DELETE ON case_moves, reweighs, credit_events, inspections, metrology_checks
  FROM market_app, market_system;

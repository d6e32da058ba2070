ALTER TABLE "memberships" ADD COLUMN "stall_rights" jsonb;
--> statement-breakpoint
-- As in 0005, with what a stall's helper may do.
CREATE OR REPLACE FUNCTION find_session_actors(p_hashes text[]) RETURNS TABLE (key text, found jsonb)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 'market_system', true), set_config('enable_seqscan', 'off', true);
  RETURN QUERY
    SELECT s.token_hash, jsonb_build_object(
      'userId', u.user_id, 'sessionId', s.session_id, 'displayName', u.display_name,
      'lastSeenAt', s.last_seen_at, 'expiresAt', s.expires_at,
      'memberships', coalesce((
        SELECT jsonb_agg(jsonb_build_object('role', m.role, 'marketId', nullif(m.market_id, ''),
          'merchantId', m.merchant_id, 'districtCode', m.district_code, 'stallRights', m.stall_rights)
          ORDER BY m.market_id, m.role)
        FROM memberships m WHERE m.user_id = u.user_id), '[]'))
    FROM sessions s JOIN users u ON u.user_id = s.user_id
    WHERE s.token_hash = ANY (p_hashes) AND s.revoked_at IS NULL;
END $$;

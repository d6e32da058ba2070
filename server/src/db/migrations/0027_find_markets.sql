-- The face of markets by code, for callers who name a market by it and wait at the same moment. A statement of its own,
-- so it takes on its role by itself.
CREATE FUNCTION find_markets(p_codes text[]) RETURNS TABLE (key text, found jsonb)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 'market_app', true);
  RETURN QUERY
    SELECT m.code, jsonb_build_object('marketId', m.market_id, 'code', m.code, 'name', m.name, 'address', m.address,
      'demo', m.demo)
    FROM markets m WHERE m.code = ANY (p_codes);
END $$;

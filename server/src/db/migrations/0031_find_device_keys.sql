-- Devices in use and their signing secrets, by `market device`, for pushes that come at the same moment: asked before
-- anybody is let in.
CREATE FUNCTION find_device_signing_keys(p_keys text[]) RETURNS TABLE (key text, found jsonb)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 'market_system', true);
  RETURN QUERY
    SELECT k.key, jsonb_build_object('code', d.code, 'secretEncrypted', s.secret_encrypted)
    FROM unnest(p_keys) AS k(key)
    JOIN devices d ON d.market_id = split_part(k.key, ' ', 1) AND d.device_id = split_part(k.key, ' ', 2)
    JOIN device_signing_keys s ON s.market_id = d.market_id AND s.device_id = d.device_id
    WHERE d.retired_at IS NULL;
END $$;

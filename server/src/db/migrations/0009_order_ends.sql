ALTER TABLE "stall_orders" DROP COLUMN "closing_reason";--> statement-breakpoint
-- How many orders of a checkout still go somewhere. A merchant who ends the own one must not cancel the others' parcel,
-- and cannot see them: the narrowing to one merchant is lifted for this count alone.
CREATE FUNCTION count_live_orders(p_market text, p_group text) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
  v_merchant text := current_setting('app.merchant_id', true);
  v_live int;
BEGIN
  PERFORM set_config('app.merchant_id', '', true);
  SELECT count(*) INTO v_live FROM stall_orders o
  WHERE o.market_id = p_market AND o.order_group_id = p_group
    AND o.state NOT IN ('cancelled', 'refunding', 'refunded', 'completed');
  PERFORM set_config('app.merchant_id', coalesce(v_merchant, ''), true);
  RETURN v_live;
END $$;

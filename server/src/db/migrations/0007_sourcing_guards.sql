-- Append-only.
REVOKE UPDATE, DELETE ON quick_tests, disposals, transformations, transformation_parts, sale_batches, hold_breaches
  FROM market_app, market_system;
--> statement-breakpoint
-- Whoever tries, and by whatever way: a listing under a sales hold does not go on sale.
CREATE FUNCTION refuse_held_listing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM listing_holds h WHERE h.market_id = NEW.market_id AND h.listing_id = NEW.listing_id
             AND h.released_at IS NULL) THEN
    RAISE EXCEPTION 'listing is under a sales hold' USING ERRCODE = '23514', CONSTRAINT = 'listings__held';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER listings__refuse_held BEFORE INSERT OR UPDATE OF state ON listings
  FOR EACH ROW WHEN (NEW.state = 'on_sale') EXECUTE FUNCTION refuse_held_listing();

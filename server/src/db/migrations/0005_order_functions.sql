-- Append-only.
REVOKE UPDATE, DELETE ON price_changes FROM market_app, market_system;
--> statement-breakpoint
-- Room on each page, so that an order's update of a stock stays on it and touches no index.
ALTER TABLE listing_stocks SET (fillfactor = 50);
--> statement-breakpoint
-- Live sessions by the hashes of their tokens, with the roles of their users, in one statement for all callers that wait.
CREATE FUNCTION find_session_actors(p_hashes text[]) RETURNS TABLE (key text, found jsonb)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 'market_system', true), set_config('enable_seqscan', 'off', true);
  RETURN QUERY
    SELECT s.token_hash, jsonb_build_object(
      'userId', u.user_id, 'sessionId', s.session_id, 'displayName', u.display_name,
      'lastSeenAt', s.last_seen_at, 'expiresAt', s.expires_at,
      'memberships', coalesce((
        SELECT jsonb_agg(jsonb_build_object('role', m.role, 'marketId', nullif(m.market_id, ''),
          'merchantId', m.merchant_id, 'districtCode', m.district_code) ORDER BY m.market_id, m.role)
        FROM memberships m WHERE m.user_id = u.user_id), '[]'))
    FROM sessions s JOIN users u ON u.user_id = s.user_id
    WHERE s.token_hash = ANY (p_hashes) AND s.revoked_at IS NULL;
END $$;
--> statement-breakpoint
-- Places the orders of one market that wait at the same moment, in one commit. An order that cannot be placed is
-- answered with its refusal and takes nothing; the others go through. Amounts come computed: here only facts are
-- checked (on sale, the price that was seen, the merchant still at the stall, stock, slot) and rows written.
-- Locks are always taken in this order: groups by shopper and key, slots by id, stocks by listing id.
--   p_orders: n, lines, group_id, shopper_id, key, body_hash, payment, fulfilment, amount_fen, answer, at,
--             slot_id, parcel_id, contact, latitude, longitude, hand_over_code,
--             audit_id, actor_name, summary, request_id, event_id, event
--   p_stalls: n, order_id, number, code, listing (its first line's), goods_fen, fee_fen, pickup_code, note
--   lines of an order: k, i (from 1), order_id, code, listing, quantity, price, basis, amount
CREATE FUNCTION place_orders(p_market text, p_orders jsonb, p_stalls jsonb)
RETURNS TABLE (order_no int, outcome text, details jsonb)
LANGUAGE plpgsql AS $place$
DECLARE
  v_minutes int;
  v_today date;
  v_new text[];
  v_slots text[];
  v_slots_left int[];
  v_ids text[];
  v_left bigint[];
  v_before bigint[];
  v_taken bigint[];
  v_ok int[] := '{}';
  v_placed text[] := '{}';
  v_refused text[] := '{}';
  v_reasons jsonb := '{}';
  v_stall text;
  v_merchant text;
  v_slot int;
  v_at int;
  v_refusal text;
  v_details jsonb;
  o record;
  r record;
BEGIN
  -- Row-level security holds on this path as on every other. No sequential scans: plans are made once a connection,
  -- perhaps while a table is still empty, and would read it whole when it has grown, foreign-key checks included. And
  -- they are kept: planning anew for each call takes a third of its time.
  PERFORM set_config('role', 'market_app', true), set_config('app.market_id', p_market, true),
          set_config('app.merchant_id', '', true), set_config('enable_seqscan', 'off', true),
          set_config('plan_cache_mode', 'force_generic_plan', true);
  v_minutes := coalesce((SELECT s.pay_within_minutes FROM order_settings s WHERE s.market_id = p_market), 15);

  WITH written AS (
    INSERT INTO order_groups (market_id, order_group_id, shopper_id, idempotency_key, body_hash, payment, fulfilment,
                              amount_fen, placed_at, pay_by, answer)
    SELECT p_market, x.group_id, x.shopper_id, x.key, x.body_hash, x.payment, x.fulfilment, x.amount_fen, x.at,
           CASE WHEN x.payment = 'online' THEN x.at + make_interval(mins => v_minutes) END, x.answer
    FROM jsonb_to_recordset(p_orders) AS x(group_id text, shopper_id text, key text, body_hash text, payment text,
      fulfilment text, amount_fen bigint, at timestamptz, answer text)
    ORDER BY x.shopper_id, x.key
    ON CONFLICT ON CONSTRAINT order_groups__key DO NOTHING
    RETURNING order_group_id)
  SELECT coalesce(array_agg(order_group_id), '{}') INTO v_new FROM written;

  IF jsonb_path_exists(p_orders, '$[*].slot_id ? (@ != null)') THEN
    SELECT array_agg(s.delivery_slot_id), array_agg(s.capacity - s.taken) INTO v_slots, v_slots_left FROM (
      SELECT d.delivery_slot_id, d.capacity, d.taken FROM delivery_slots d
      WHERE d.market_id = p_market
        AND d.delivery_slot_id = ANY (ARRAY(SELECT x.slot_id FROM jsonb_to_recordset(p_orders) AS x(slot_id text)))
      ORDER BY d.delivery_slot_id FOR NO KEY UPDATE) s;
  END IF;
  SELECT coalesce(array_agg(s.listing_id), '{}'), coalesce(array_agg(s.available), '{}') INTO v_ids, v_left FROM (
    SELECT k.listing_id, k.available FROM listing_stocks k
    WHERE k.market_id = p_market AND k.kind <> 'untracked'
      AND k.listing_id = ANY (ARRAY(
        SELECT x.listing FROM jsonb_to_recordset(p_orders) AS p(lines jsonb), jsonb_to_recordset(p.lines) AS x(listing text)))
    ORDER BY k.listing_id FOR NO KEY UPDATE) s;
  v_before := v_left;
  v_taken := v_left;

  FOR o IN
    SELECT x.n, x.lines, x.group_id, x.shopper_id, x.key, x.body_hash, x.slot_id, x.at
    FROM jsonb_to_recordset(p_orders) AS x(n int, lines jsonb, group_id text, shopper_id text, key text, body_hash text,
      slot_id text, at timestamptz)
    ORDER BY x.n
  LOOP
    order_no := o.n;
    IF NOT o.group_id = ANY (v_new) THEN
      SELECT g.order_group_id, g.body_hash, g.answer, g.pay_by INTO r FROM order_groups g
      WHERE g.market_id = p_market AND g.shopper_id = o.shopper_id AND g.idempotency_key = o.key;
      details := NULL;
      IF NOT FOUND THEN
        -- Its first was refused meanwhile and is gone: the caller tries again.
        outcome := 'again';
      ELSIF r.body_hash <> o.body_hash THEN
        outcome := 'conflict';
      ELSIF v_reasons ? r.order_group_id THEN
        -- Its first stands in this very batch and was refused.
        outcome := v_reasons -> r.order_group_id ->> 'outcome';
        details := v_reasons -> r.order_group_id -> 'details';
      ELSIF r.order_group_id = ANY (v_new) AND NOT r.order_group_id = ANY (v_placed) THEN
        outcome := 'again';
      ELSE
        outcome := 'repeated';
        details := jsonb_build_object('answer', r.answer, 'payBy', r.pay_by);
      END IF;
      RETURN NEXT;
      CONTINUE;
    END IF;

    v_refusal := NULL;
    v_today := (o.at AT TIME ZONE 'Asia/Shanghai')::date;
    v_slot := NULL;
    IF o.slot_id IS NOT NULL THEN
      v_slot := array_position(v_slots, o.slot_id);
      IF v_slot IS NULL OR v_slots_left[v_slot] < 1 THEN v_refusal := 'delivery_slot.full'; v_details := '{}'; END IF;
    END IF;
    IF v_refusal IS NULL THEN
      FOR r IN
        SELECT x.i, x.code, x.listing, x.quantity, x.price, x.basis, g.name, g.state, g.price_fen, g.price_basis,
               g.stall_id, g.merchant_id,
               x.i > 1 OR (
                 x.code = (SELECT s.code FROM stalls s WHERE s.market_id = p_market AND s.stall_id = g.stall_id)
                 -- No EXISTS: that would read every tenancy of the market into a hash.
                 AND (
                   SELECT true FROM tenancies t
                   WHERE t.market_id = p_market AND t.merchant_id = g.merchant_id AND t.stall_id = g.stall_id
                     AND t.from_on <= v_today AND (t.to_on IS NULL OR t.to_on > v_today) LIMIT 1)) AS sells
        FROM jsonb_to_recordset(o.lines) AS x(k int, i int, code text, listing text, quantity bigint, price bigint,
               basis text)
        LEFT JOIN LATERAL (
          SELECT * FROM listings l WHERE l.market_id = p_market AND l.listing_id = x.listing LIMIT 1) g ON true
        ORDER BY x.k, x.i
      LOOP
        IF r.i = 1 THEN v_stall := r.stall_id; v_merchant := r.merchant_id; END IF;
        IF r.state IS DISTINCT FROM 'on_sale' OR r.stall_id <> v_stall OR r.merchant_id <> v_merchant OR r.sells IS NOT TRUE THEN
          v_refusal := 'listing.not_on_sale';
          v_details := jsonb_build_object('listingId', r.listing, 'name', coalesce(r.name, r.listing));
        ELSIF r.price_fen <> r.price OR r.price_basis <> r.basis THEN
          v_refusal := 'listing.price_changed';
          v_details := jsonb_build_object('listingId', r.listing, 'name', r.name, 'priceFen', r.price_fen,
                                          'priceBasis', r.price_basis);
        ELSE
          v_at := array_position(v_ids, r.listing);
          IF v_at IS NULL THEN CONTINUE; END IF;
          IF v_left[v_at] < r.quantity THEN
            v_refusal := 'listing.sold_out';
            v_details := jsonb_build_object('listingId', r.listing, 'name', r.name, 'available', v_left[v_at]);
          ELSE
            v_left[v_at] := v_left[v_at] - r.quantity;
          END IF;
        END IF;
        EXIT WHEN v_refusal IS NOT NULL;
      END LOOP;
    END IF;

    IF v_refusal IS NULL THEN
      v_taken := v_left;
      v_ok := v_ok || o.n;
      v_placed := v_placed || o.group_id;
      IF v_slot IS NOT NULL THEN v_slots_left[v_slot] := v_slots_left[v_slot] - 1; END IF;
      outcome := 'placed';
      details := jsonb_build_object('payBy', o.at + make_interval(mins => v_minutes));
    ELSE
      v_left := v_taken;
      v_refused := v_refused || o.group_id;
      v_reasons := v_reasons || jsonb_build_object(o.group_id,
        jsonb_build_object('outcome', v_refusal, 'details', v_details));
      outcome := v_refusal;
      details := v_details;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF cardinality(v_refused) > 0 THEN
    DELETE FROM order_groups g WHERE g.market_id = p_market AND g.order_group_id = ANY (v_refused);
  END IF;
  IF cardinality(v_ok) = 0 THEN RETURN; END IF;

  INSERT INTO stall_orders (market_id, stall_order_id, order_group_id, number, stall_id, merchant_id, shopper_id,
                            payment, fulfilment, state, goods_fen, delivery_fee_fen, pickup_code, note, placed_at, pay_by)
  SELECT p_market, x.order_id, p.group_id, x.number, g.stall_id, g.merchant_id, p.shopper_id, p.payment, p.fulfilment,
         'placed', x.goods_fen, x.fee_fen, x.pickup_code, x.note, p.at,
         CASE WHEN p.payment = 'online' THEN p.at + make_interval(mins => v_minutes) END
  FROM jsonb_to_recordset(p_stalls) AS x(n int, order_id text, number text, listing text, goods_fen bigint,
         fee_fen bigint, pickup_code text, note text)
  JOIN jsonb_to_recordset(p_orders) AS p(n int, group_id text, shopper_id text, payment text, fulfilment text,
         at timestamptz) ON p.n = x.n
  CROSS JOIN LATERAL (
    SELECT l.stall_id, l.merchant_id FROM listings l
    WHERE l.market_id = p_market AND l.listing_id = x.listing LIMIT 1) g
  WHERE x.n = ANY (v_ok);

  INSERT INTO order_lines (market_id, stall_order_id, line_no, merchant_id, listing_id, name, category_code, price_fen,
                           price_basis, piece_unit, ordered_quantity, ordered_fen)
  SELECT p_market, x.order_id, x.i, g.merchant_id, x.listing, g.name, g.category_code, x.price, x.basis, g.piece_unit,
         x.quantity, x.amount
  FROM jsonb_to_recordset(p_orders) AS p(n int, lines jsonb)
  CROSS JOIN LATERAL jsonb_to_recordset(p.lines) AS x(i int, order_id text, listing text, quantity int, price bigint,
         basis text, amount bigint)
  CROSS JOIN LATERAL (
    SELECT l.merchant_id, l.name, l.category_code, l.piece_unit FROM listings l
    WHERE l.market_id = p_market AND l.listing_id = x.listing LIMIT 1) g
  WHERE p.n = ANY (v_ok);

  IF v_slots IS NOT NULL THEN
    INSERT INTO parcels (market_id, parcel_id, order_group_id, delivery_slot_id, state, contact_encrypted, latitude,
                         longitude, hand_over_code, created_at)
    SELECT p_market, x.parcel_id, x.group_id, x.slot_id, 'waiting', x.contact, x.latitude, x.longitude,
           x.hand_over_code, x.at
    FROM jsonb_to_recordset(p_orders) AS x(n int, parcel_id text, group_id text, slot_id text, contact text,
           latitude float8, longitude float8, hand_over_code text, at timestamptz)
    WHERE x.n = ANY (v_ok) AND x.slot_id IS NOT NULL;
    UPDATE delivery_slots d SET taken = d.capacity - l.remaining
    FROM unnest(v_slots, v_slots_left) AS l(slot_id, remaining)
    WHERE d.market_id = p_market AND d.delivery_slot_id = ANY (v_slots) AND d.delivery_slot_id = l.slot_id
      AND d.taken <> d.capacity - l.remaining;
  END IF;

  INSERT INTO audit_log (market_id, audit_id, at, actor_kind, actor_id, actor_name, actor_role, action, subject_kind,
                         subject_id, summary, details, request_id)
  SELECT p_market, x.audit_id, x.at, 'user', x.shopper_id, x.actor_name, 'shopper', 'order.place', 'order_group',
         x.group_id, x.summary, NULL, x.request_id
  FROM jsonb_to_recordset(p_orders) AS x(n int, audit_id text, at timestamptz, shopper_id text, actor_name text,
         group_id text, summary text, request_id text)
  WHERE x.n = ANY (v_ok);

  INSERT INTO outbox (market_id, event_id, type, version, occurred_at, payload)
  SELECT p_market, x.event_id, 'order.placed', 1, x.at, x.event
  FROM jsonb_to_recordset(p_orders) AS x(n int, event_id text, at timestamptz, event jsonb)
  WHERE x.n = ANY (v_ok)
  ORDER BY x.n;

  -- Last, so that the stock rows are written when nothing can fail any more. The condition is the guard of the locks.
  UPDATE listing_stocks k SET available = k.available - d.quantity
  FROM (SELECT u.listing, u.before - u.after AS quantity FROM unnest(v_ids, v_before, v_taken) AS u(listing, before, after)
        WHERE u.before > u.after) d
  WHERE k.market_id = p_market AND k.listing_id = ANY (v_ids) AND k.listing_id = d.listing AND k.available >= d.quantity;
  GET DIAGNOSTICS v_at = ROW_COUNT;
  IF v_at <> (SELECT count(*) FROM unnest(v_before, v_taken) AS u(before, after) WHERE u.before > u.after) THEN
    RAISE EXCEPTION 'stock changed under its lock';
  END IF;
END $place$;
--> statement-breakpoint
-- Our own short list. NY/T 2137-2012 codes stay empty until somebody enters them from the standard itself.
INSERT INTO commodities (commodity_id, name, category_code, standard_code, aliases, usual_basis, sort) VALUES
  ('vegetable-01', '大白菜', 'vegetable', NULL, '["白菜"]', 'per_500g', 1),
  ('vegetable-02', '小白菜', 'vegetable', NULL, '["青菜", "上海青"]', 'per_500g', 2),
  ('vegetable-03', '菠菜', 'vegetable', NULL, '[]', 'per_500g', 3),
  ('vegetable-04', '生菜', 'vegetable', NULL, '[]', 'per_500g', 4),
  ('vegetable-05', '油麦菜', 'vegetable', NULL, '[]', 'per_500g', 5),
  ('vegetable-06', '芹菜', 'vegetable', NULL, '[]', 'per_500g', 6),
  ('vegetable-07', '韭菜', 'vegetable', NULL, '[]', 'per_500g', 7),
  ('vegetable-08', '香菜', 'vegetable', NULL, '["芫荽"]', 'per_500g', 8),
  ('vegetable-09', '大葱', 'vegetable', NULL, '[]', 'per_500g', 9),
  ('vegetable-10', '小葱', 'vegetable', NULL, '["香葱"]', 'per_500g', 10),
  ('vegetable-11', '生姜', 'vegetable', NULL, '["姜"]', 'per_500g', 11),
  ('vegetable-12', '大蒜', 'vegetable', NULL, '["蒜头"]', 'per_500g', 12),
  ('vegetable-13', '洋葱', 'vegetable', NULL, '["葱头"]', 'per_500g', 13),
  ('vegetable-14', '西红柿', 'vegetable', NULL, '["番茄"]', 'per_500g', 14),
  ('vegetable-15', '黄瓜', 'vegetable', NULL, '[]', 'per_500g', 15),
  ('vegetable-16', '茄子', 'vegetable', NULL, '[]', 'per_500g', 16),
  ('vegetable-17', '青椒', 'vegetable', NULL, '["柿子椒"]', 'per_500g', 17),
  ('vegetable-18', '尖椒', 'vegetable', NULL, '["辣椒"]', 'per_500g', 18),
  ('vegetable-19', '豆角', 'vegetable', NULL, '["豇豆"]', 'per_500g', 19),
  ('vegetable-20', '四季豆', 'vegetable', NULL, '["芸豆"]', 'per_500g', 20),
  ('vegetable-21', '土豆', 'vegetable', NULL, '["马铃薯"]', 'per_500g', 21),
  ('vegetable-22', '红薯', 'vegetable', NULL, '["地瓜"]', 'per_500g', 22),
  ('vegetable-23', '胡萝卜', 'vegetable', NULL, '[]', 'per_500g', 23),
  ('vegetable-24', '白萝卜', 'vegetable', NULL, '["萝卜"]', 'per_500g', 24),
  ('vegetable-25', '莲藕', 'vegetable', NULL, '["藕"]', 'per_500g', 25),
  ('vegetable-26', '冬瓜', 'vegetable', NULL, '[]', 'per_500g', 26),
  ('vegetable-27', '南瓜', 'vegetable', NULL, '[]', 'per_500g', 27),
  ('vegetable-28', '苦瓜', 'vegetable', NULL, '[]', 'per_500g', 28),
  ('vegetable-29', '丝瓜', 'vegetable', NULL, '[]', 'per_500g', 29),
  ('vegetable-30', '西葫芦', 'vegetable', NULL, '[]', 'per_500g', 30),
  ('vegetable-31', '西兰花', 'vegetable', NULL, '["绿菜花"]', 'per_500g', 31),
  ('vegetable-32', '花菜', 'vegetable', NULL, '["菜花"]', 'per_500g', 32),
  ('vegetable-33', '圆白菜', 'vegetable', NULL, '["卷心菜", "包菜", "甘蓝"]', 'per_500g', 33),
  ('vegetable-34', '山药', 'vegetable', NULL, '[]', 'per_500g', 34),
  ('vegetable-35', '玉米', 'vegetable', NULL, '["甜玉米"]', 'per_500g', 35),
  ('vegetable-36', '香菇', 'vegetable', NULL, '[]', 'per_500g', 36),
  ('vegetable-37', '平菇', 'vegetable', NULL, '[]', 'per_500g', 37),
  ('vegetable-38', '金针菇', 'vegetable', NULL, '[]', 'per_500g', 38),
  ('vegetable-39', '黄豆芽', 'vegetable', NULL, '[]', 'per_500g', 39),
  ('vegetable-40', '绿豆芽', 'vegetable', NULL, '[]', 'per_500g', 40),
  ('fruit-01', '苹果', 'fruit', NULL, '[]', 'per_500g', 41),
  ('fruit-02', '梨', 'fruit', NULL, '[]', 'per_500g', 42),
  ('fruit-03', '香蕉', 'fruit', NULL, '[]', 'per_500g', 43),
  ('fruit-04', '橙子', 'fruit', NULL, '["橙"]', 'per_500g', 44),
  ('fruit-05', '柑橘', 'fruit', NULL, '["橘子", "桔子"]', 'per_500g', 45),
  ('fruit-06', '葡萄', 'fruit', NULL, '["提子"]', 'per_500g', 46),
  ('fruit-07', '西瓜', 'fruit', NULL, '[]', 'per_500g', 47),
  ('fruit-08', '哈密瓜', 'fruit', NULL, '["甜瓜"]', 'per_500g', 48),
  ('fruit-09', '桃子', 'fruit', NULL, '["桃"]', 'per_500g', 49),
  ('fruit-10', '草莓', 'fruit', NULL, '[]', 'per_500g', 50),
  ('fruit-11', '樱桃', 'fruit', NULL, '["车厘子"]', 'per_500g', 51),
  ('fruit-12', '芒果', 'fruit', NULL, '[]', 'per_500g', 52),
  ('fruit-13', '火龙果', 'fruit', NULL, '[]', 'per_500g', 53),
  ('fruit-14', '猕猴桃', 'fruit', NULL, '["奇异果"]', 'per_500g', 54),
  ('fruit-15', '柚子', 'fruit', NULL, '[]', 'per_500g', 55),
  ('fruit-16', '菠萝', 'fruit', NULL, '["凤梨"]', 'per_500g', 56),
  ('meat-01', '猪五花肉', 'meat', NULL, '[]', 'per_500g', 57),
  ('meat-02', '猪后腿肉', 'meat', NULL, '[]', 'per_500g', 58),
  ('meat-03', '猪里脊肉', 'meat', NULL, '[]', 'per_500g', 59),
  ('meat-04', '猪排骨', 'meat', NULL, '[]', 'per_500g', 60),
  ('meat-05', '猪肘', 'meat', NULL, '[]', 'per_500g', 61),
  ('meat-06', '牛腩', 'meat', NULL, '[]', 'per_500g', 62),
  ('meat-07', '牛腱子', 'meat', NULL, '[]', 'per_500g', 63),
  ('meat-08', '牛里脊', 'meat', NULL, '[]', 'per_500g', 64),
  ('meat-09', '羊腿肉', 'meat', NULL, '[]', 'per_500g', 65),
  ('meat-10', '羊排', 'meat', NULL, '[]', 'per_500g', 66),
  ('poultry-01', '白条鸡', 'poultry', NULL, '["整鸡"]', 'per_500g', 67),
  ('poultry-02', '鸡腿', 'poultry', NULL, '[]', 'per_500g', 68),
  ('poultry-03', '鸡胸肉', 'poultry', NULL, '[]', 'per_500g', 69),
  ('poultry-04', '鸡翅', 'poultry', NULL, '[]', 'per_500g', 70),
  ('poultry-05', '白条鸭', 'poultry', NULL, '["整鸭"]', 'per_500g', 71),
  ('egg-01', '鸡蛋', 'egg', NULL, '[]', 'per_500g', 72),
  ('egg-02', '鸭蛋', 'egg', NULL, '[]', 'per_500g', 73),
  ('egg-03', '鹌鹑蛋', 'egg', NULL, '[]', 'per_500g', 74),
  ('aquatic-01', '鲤鱼', 'aquatic', NULL, '[]', 'per_500g', 75),
  ('aquatic-02', '草鱼', 'aquatic', NULL, '[]', 'per_500g', 76),
  ('aquatic-03', '鲫鱼', 'aquatic', NULL, '[]', 'per_500g', 77),
  ('aquatic-04', '鲢鱼', 'aquatic', NULL, '["花鲢"]', 'per_500g', 78),
  ('aquatic-05', '鲈鱼', 'aquatic', NULL, '[]', 'per_500g', 79),
  ('aquatic-06', '黄鱼', 'aquatic', NULL, '[]', 'per_500g', 80),
  ('aquatic-07', '带鱼', 'aquatic', NULL, '[]', 'per_500g', 81),
  ('aquatic-08', '基围虾', 'aquatic', NULL, '["虾"]', 'per_500g', 82),
  ('aquatic-09', '河虾', 'aquatic', NULL, '[]', 'per_500g', 83),
  ('aquatic-10', '花甲', 'aquatic', NULL, '["蛤蜊"]', 'per_500g', 84),
  ('aquatic-11', '螃蟹', 'aquatic', NULL, '["河蟹"]', 'per_500g', 85),
  ('soy-01', '豆腐', 'soy', NULL, '[]', 'per_500g', 86),
  ('soy-02', '豆腐干', 'soy', NULL, '["豆干"]', 'per_500g', 87),
  ('soy-03', '千张', 'soy', NULL, '["豆腐皮"]', 'per_500g', 88),
  ('soy-04', '腐竹', 'soy', NULL, '[]', 'per_500g', 89),
  ('grain-01', '大米', 'grain', NULL, '[]', 'per_500g', 90),
  ('grain-02', '小米', 'grain', NULL, '[]', 'per_500g', 91),
  ('grain-03', '面粉', 'grain', NULL, '[]', 'per_500g', 92),
  ('grain-04', '绿豆', 'grain', NULL, '[]', 'per_500g', 93),
  ('grain-05', '黄豆', 'grain', NULL, '["大豆"]', 'per_500g', 94),
  ('grain-06', '面条', 'grain', NULL, '["鲜面条"]', 'per_500g', 95),
  ('dry-01', '木耳', 'dry', NULL, '["黑木耳"]', 'per_500g', 96),
  ('dry-02', '银耳', 'dry', NULL, '[]', 'per_500g', 97),
  ('dry-03', '花椒', 'dry', NULL, '[]', 'per_500g', 98),
  ('dry-04', '八角', 'dry', NULL, '["大料"]', 'per_500g', 99),
  ('dry-05', '干辣椒', 'dry', NULL, '[]', 'per_500g', 100),
  ('dry-06', '粉条', 'dry', NULL, '["红薯粉条"]', 'per_500g', 101),
  ('cooked-01', '卤牛肉', 'cooked', NULL, '[]', 'per_500g', 102),
  ('cooked-02', '烧鸡', 'cooked', NULL, '[]', 'per_500g', 103),
  ('cooked-03', '凉菜', 'cooked', NULL, '["凉拌菜"]', 'per_500g', 104),
  ('bakery-01', '馒头', 'bakery', NULL, '[]', 'per_piece', 105),
  ('bakery-02', '花卷', 'bakery', NULL, '[]', 'per_piece', 106),
  ('bakery-03', '烧饼', 'bakery', NULL, '[]', 'per_piece', 107);

ALTER TABLE "sales_days" ADD COLUMN "refund_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sales_days" ADD COLUMN "refund_fen" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What was counted among the sales until now.
UPDATE "sales_days" d SET "refund_count" = r.n, "refund_fen" = r.fen, "sale_count" = d."sale_count" - r.n
FROM (
  SELECT market_id, business_date, stall_id, channel, payment_means, count(*)::int AS n, -sum(amount_fen)::bigint AS fen
  FROM "sales" WHERE amount_fen < 0 GROUP BY 1, 2, 3, 4, 5
) r
WHERE d.market_id = r.market_id AND d.business_date = r.business_date AND d.stall_id = r.stall_id
  AND d.channel = r.channel AND d.payment_means = r.payment_means;

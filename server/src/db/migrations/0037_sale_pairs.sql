CREATE TABLE "sale_pair_refusals" (
	"market_id" text NOT NULL,
	"payment_sale_id" text NOT NULL,
	"weighing_sale_id" text NOT NULL,
	"merchant_id" text,
	"refused_by" text NOT NULL,
	"refused_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sale_pair_refusals_market_id_payment_sale_id_weighing_sale_id_pk" PRIMARY KEY("market_id","payment_sale_id","weighing_sale_id")
);
--> statement-breakpoint
ALTER TABLE "sale_pair_refusals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sale_pairs" (
	"market_id" text NOT NULL,
	"payment_sale_id" text NOT NULL,
	"weighing_sale_id" text NOT NULL,
	"merchant_id" text,
	"business_date" date NOT NULL,
	"amount_fen" bigint NOT NULL,
	"paired_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sale_pairs_market_id_payment_sale_id_pk" PRIMARY KEY("market_id","payment_sale_id"),
	CONSTRAINT "sale_pairs__weighing" UNIQUE("market_id","weighing_sale_id")
);
--> statement-breakpoint
ALTER TABLE "sale_pairs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sales_rules" (
	"market_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"effective_from" date NOT NULL,
	"value" jsonb NOT NULL,
	"source" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sales_rules_market_id_rule_id_effective_from_pk" PRIMARY KEY("market_id","rule_id","effective_from")
);
--> statement-breakpoint
ALTER TABLE "sales_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "sale_pairs__by_day" ON "sale_pairs" USING btree ("market_id","business_date");--> statement-breakpoint
CREATE INDEX "sales__by_code" ON "sales" USING btree ("market_id","business_date","stall_id","amount_fen") WHERE channel = 'stall_code';--> statement-breakpoint
CREATE POLICY "sale_pair_refusals__own_market" ON "sale_pair_refusals" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sale_pair_refusals__system" ON "sale_pair_refusals" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sale_pair_refusals__own_merchant" ON "sale_pair_refusals" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "sale_pair_refusals"."merchant_id"));--> statement-breakpoint
CREATE POLICY "sale_pairs__own_market" ON "sale_pairs" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sale_pairs__system" ON "sale_pairs" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sale_pairs__own_merchant" ON "sale_pairs" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "sale_pairs"."merchant_id"));--> statement-breakpoint
CREATE POLICY "sales_rules__own_market" ON "sales_rules" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sales_rules__system" ON "sales_rules" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);
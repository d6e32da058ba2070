CREATE TABLE "stall_payment_refunds" (
	"market_id" text NOT NULL,
	"stall_payment_id" text NOT NULL,
	"purpose" text NOT NULL,
	"merchant_id" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"reason" text NOT NULL,
	"after_sale" boolean NOT NULL,
	"state" text NOT NULL,
	"wanted_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "stall_payment_refunds_market_id_stall_payment_id_purpose_pk" PRIMARY KEY("market_id","stall_payment_id","purpose"),
	CONSTRAINT "stall_payment_refunds__amount" CHECK ("stall_payment_refunds"."amount_fen" > 0)
);
--> statement-breakpoint
ALTER TABLE "stall_payment_refunds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stall_payments" (
	"market_id" text NOT NULL,
	"stall_payment_id" text NOT NULL,
	"number" text NOT NULL,
	"stall_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"shopper_id" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"state" text NOT NULL,
	"charge_id" text,
	"channel" text,
	"opened_at" timestamp with time zone NOT NULL,
	"pay_by" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	CONSTRAINT "stall_payments_market_id_stall_payment_id_pk" PRIMARY KEY("market_id","stall_payment_id"),
	CONSTRAINT "stall_payments__key" UNIQUE("market_id","shopper_id","idempotency_key"),
	CONSTRAINT "stall_payments__amount" CHECK ("stall_payments"."amount_fen" > 0),
	CONSTRAINT "stall_payments__charge" CHECK (("stall_payments"."state" = 'closed') = ("stall_payments"."charge_id" is null))
);
--> statement-breakpoint
ALTER TABLE "stall_payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "stall_payments__by_stall" ON "stall_payments" USING btree ("market_id","stall_id","opened_at");--> statement-breakpoint
CREATE INDEX "stall_payments__by_time" ON "stall_payments" USING btree ("market_id","opened_at");--> statement-breakpoint
CREATE POLICY "stall_payment_refunds__own_market" ON "stall_payment_refunds" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_payment_refunds__system" ON "stall_payment_refunds" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_payment_refunds__own_merchant" ON "stall_payment_refunds" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "stall_payment_refunds"."merchant_id"));--> statement-breakpoint
CREATE POLICY "stall_payments__own_market" ON "stall_payments" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_payments__system" ON "stall_payments" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_payments__own_merchant" ON "stall_payments" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "stall_payments"."merchant_id"));
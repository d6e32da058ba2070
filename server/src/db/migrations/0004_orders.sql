CREATE TABLE "commodities" (
	"commodity_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"category_code" text NOT NULL,
	"standard_code" text,
	"aliases" jsonb NOT NULL,
	"usual_basis" text NOT NULL,
	"sort" integer NOT NULL,
	CONSTRAINT "commodities__name" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "commodities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "guide_prices" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"commodity_id" text NOT NULL,
	"price_fen" bigint NOT NULL,
	"price_basis" text NOT NULL,
	"source" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "guide_prices_market_id_business_date_commodity_id_pk" PRIMARY KEY("market_id","business_date","commodity_id"),
	CONSTRAINT "guide_prices__price" CHECK ("guide_prices"."price_fen" > 0)
);
--> statement-breakpoint
ALTER TABLE "guide_prices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "listing_stocks" (
	"market_id" text NOT NULL,
	"listing_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"kind" text NOT NULL,
	"available" bigint NOT NULL,
	CONSTRAINT "listing_stocks_market_id_listing_id_pk" PRIMARY KEY("market_id","listing_id"),
	CONSTRAINT "listing_stocks__never_below_zero" CHECK ("listing_stocks"."available" >= 0)
);
--> statement-breakpoint
ALTER TABLE "listing_stocks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "listings" (
	"market_id" text NOT NULL,
	"listing_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"commodity_id" text,
	"category_code" text NOT NULL,
	"name" text NOT NULL,
	"specification" text,
	"origin" text,
	"price_fen" bigint NOT NULL,
	"price_basis" text NOT NULL,
	"piece_unit" text,
	"price_on" date NOT NULL,
	"state" text NOT NULL,
	"search_text" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "listings_market_id_listing_id_pk" PRIMARY KEY("market_id","listing_id"),
	CONSTRAINT "listings__price" CHECK ("listings"."price_fen" > 0),
	CONSTRAINT "listings__unit" CHECK (("listings"."price_basis" = 'per_piece') = ("listings"."piece_unit" is not null))
);
--> statement-breakpoint
ALTER TABLE "listings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "price_changes" (
	"market_id" text NOT NULL,
	"price_change_id" text NOT NULL,
	"listing_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"commodity_id" text,
	"kind" text NOT NULL,
	"price_fen" bigint NOT NULL,
	"price_basis" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	CONSTRAINT "price_changes_market_id_price_change_id_pk" PRIMARY KEY("market_id","price_change_id")
);
--> statement-breakpoint
ALTER TABLE "price_changes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "delivery_slots" (
	"market_id" text NOT NULL,
	"delivery_slot_id" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"capacity" integer NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "delivery_slots_market_id_delivery_slot_id_pk" PRIMARY KEY("market_id","delivery_slot_id"),
	CONSTRAINT "delivery_slots__capacity" CHECK ("delivery_slots"."taken" between 0 and "delivery_slots"."capacity")
);
--> statement-breakpoint
ALTER TABLE "delivery_slots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "delivery_zones" (
	"market_id" text NOT NULL,
	"delivery_zone_id" text NOT NULL,
	"name" text NOT NULL,
	"shape" text NOT NULL,
	"centre" jsonb,
	"radius_metres" integer,
	"corners" jsonb,
	"fee_fen" bigint NOT NULL,
	"free_from_fen" bigint,
	"minimum_fen" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "delivery_zones_market_id_delivery_zone_id_pk" PRIMARY KEY("market_id","delivery_zone_id")
);
--> statement-breakpoint
ALTER TABLE "delivery_zones" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "order_charges" (
	"market_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"stall_order_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"state" text NOT NULL,
	"refund_wanted_fen" bigint DEFAULT 0 NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "order_charges_market_id_charge_id_pk" PRIMARY KEY("market_id","charge_id"),
	CONSTRAINT "order_charges__refunds" CHECK ("order_charges"."refund_wanted_fen" between 0 and "order_charges"."amount_fen")
);
--> statement-breakpoint
ALTER TABLE "order_charges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "order_groups" (
	"market_id" text NOT NULL,
	"order_group_id" text NOT NULL,
	"shopper_id" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"body_hash" text NOT NULL,
	"payment" text NOT NULL,
	"fulfilment" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"placed_at" timestamp with time zone NOT NULL,
	"pay_by" timestamp with time zone,
	"answer" text NOT NULL,
	CONSTRAINT "order_groups_market_id_order_group_id_pk" PRIMARY KEY("market_id","order_group_id"),
	CONSTRAINT "order_groups__key" UNIQUE("market_id","shopper_id","idempotency_key")
);
--> statement-breakpoint
ALTER TABLE "order_groups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "order_lines" (
	"market_id" text NOT NULL,
	"stall_order_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"merchant_id" text NOT NULL,
	"listing_id" text NOT NULL,
	"name" text NOT NULL,
	"category_code" text NOT NULL,
	"price_fen" bigint NOT NULL,
	"price_basis" text NOT NULL,
	"piece_unit" text,
	"ordered_quantity" integer NOT NULL,
	"ordered_fen" bigint NOT NULL,
	"picked_quantity" integer,
	"final_fen" bigint,
	"consent" text DEFAULT 'none' NOT NULL,
	CONSTRAINT "order_lines_market_id_stall_order_id_line_no_pk" PRIMARY KEY("market_id","stall_order_id","line_no"),
	CONSTRAINT "order_lines__quantity" CHECK ("order_lines"."ordered_quantity" > 0 and "order_lines"."picked_quantity" >= 0)
);
--> statement-breakpoint
ALTER TABLE "order_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "order_refunds" (
	"market_id" text NOT NULL,
	"stall_order_id" text NOT NULL,
	"purpose" text NOT NULL,
	"charge_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"reason" text NOT NULL,
	"after_sale" boolean NOT NULL,
	"state" text NOT NULL,
	"wanted_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "order_refunds_market_id_stall_order_id_purpose_charge_id_pk" PRIMARY KEY("market_id","stall_order_id","purpose","charge_id"),
	CONSTRAINT "order_refunds__amount" CHECK ("order_refunds"."amount_fen" > 0)
);
--> statement-breakpoint
ALTER TABLE "order_refunds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "order_settings" (
	"market_id" text PRIMARY KEY NOT NULL,
	"pay_within_minutes" integer NOT NULL,
	"remind_after_minutes" integer NOT NULL,
	"escalate_after_minutes" integer NOT NULL,
	"overweight_percent" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "order_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "parcels" (
	"market_id" text NOT NULL,
	"parcel_id" text NOT NULL,
	"order_group_id" text NOT NULL,
	"delivery_slot_id" text NOT NULL,
	"state" text NOT NULL,
	"contact_encrypted" text NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"hand_over_code" text NOT NULL,
	"rider_id" text,
	"rider_name" text,
	"assigned_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"failure" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "parcels_market_id_parcel_id_pk" PRIMARY KEY("market_id","parcel_id"),
	CONSTRAINT "parcels__group" UNIQUE("market_id","order_group_id")
);
--> statement-breakpoint
ALTER TABLE "parcels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stall_orders" (
	"market_id" text NOT NULL,
	"stall_order_id" text NOT NULL,
	"order_group_id" text NOT NULL,
	"number" text NOT NULL,
	"stall_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"shopper_id" text NOT NULL,
	"payment" text NOT NULL,
	"fulfilment" text NOT NULL,
	"state" text NOT NULL,
	"goods_fen" bigint NOT NULL,
	"delivery_fee_fen" bigint NOT NULL,
	"final_fen" bigint,
	"paid_fen" bigint DEFAULT 0 NOT NULL,
	"refund_wanted_fen" bigint DEFAULT 0 NOT NULL,
	"refunded_fen" bigint DEFAULT 0 NOT NULL,
	"sold_fen" bigint DEFAULT 0 NOT NULL,
	"declared_means" text,
	"paid_by" text,
	"pickup_code" text NOT NULL,
	"note" text,
	"placed_at" timestamp with time zone NOT NULL,
	"pay_by" timestamp with time zone,
	"closing_reason" text,
	"paid_at" timestamp with time zone,
	"accepted_at" timestamp with time zone,
	"ready_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	"reminded_at" timestamp with time zone,
	"escalated_at" timestamp with time zone,
	CONSTRAINT "stall_orders_market_id_stall_order_id_pk" PRIMARY KEY("market_id","stall_order_id"),
	CONSTRAINT "stall_orders__money" CHECK ("stall_orders"."refunded_fen" <= "stall_orders"."refund_wanted_fen" and "stall_orders"."refund_wanted_fen" <= "stall_orders"."paid_fen")
);
--> statement-breakpoint
ALTER TABLE "stall_orders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "guide_prices" ADD CONSTRAINT "guide_prices_commodity_id_commodities_commodity_id_fk" FOREIGN KEY ("commodity_id") REFERENCES "public"."commodities"("commodity_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing_stocks" ADD CONSTRAINT "listing_stocks__listing" FOREIGN KEY ("market_id","listing_id") REFERENCES "public"."listings"("market_id","listing_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listings" ADD CONSTRAINT "listings_commodity_id_commodities_commodity_id_fk" FOREIGN KEY ("commodity_id") REFERENCES "public"."commodities"("commodity_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listings" ADD CONSTRAINT "listings__stall" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listings" ADD CONSTRAINT "listings__merchant" FOREIGN KEY ("market_id","merchant_id") REFERENCES "public"."merchants"("market_id","merchant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_charges" ADD CONSTRAINT "order_charges__of_order" FOREIGN KEY ("market_id","stall_order_id") REFERENCES "public"."stall_orders"("market_id","stall_order_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines__of_order" FOREIGN KEY ("market_id","stall_order_id") REFERENCES "public"."stall_orders"("market_id","stall_order_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels__group_of" FOREIGN KEY ("market_id","order_group_id") REFERENCES "public"."order_groups"("market_id","order_group_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels__slot" FOREIGN KEY ("market_id","delivery_slot_id") REFERENCES "public"."delivery_slots"("market_id","delivery_slot_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stall_orders" ADD CONSTRAINT "stall_orders__group" FOREIGN KEY ("market_id","order_group_id") REFERENCES "public"."order_groups"("market_id","order_group_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listings__by_stall" ON "listings" USING btree ("market_id","stall_id","state");--> statement-breakpoint
CREATE INDEX "listings__search" ON "listings" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "price_changes__by_listing" ON "price_changes" USING btree ("market_id","listing_id","at");--> statement-breakpoint
CREATE INDEX "delivery_slots__by_time" ON "delivery_slots" USING btree ("market_id","starts_at");--> statement-breakpoint
CREATE INDEX "order_charges__by_order" ON "order_charges" USING btree ("market_id","stall_order_id");--> statement-breakpoint
CREATE INDEX "parcels__by_state" ON "parcels" USING btree ("market_id","state","created_at");--> statement-breakpoint
CREATE INDEX "stall_orders__by_group" ON "stall_orders" USING btree ("market_id","order_group_id");--> statement-breakpoint
CREATE INDEX "stall_orders__by_stall" ON "stall_orders" USING btree ("market_id","stall_id","placed_at");--> statement-breakpoint
CREATE INDEX "stall_orders__to_pay" ON "stall_orders" USING btree ("market_id","pay_by") WHERE state = 'placed' and pay_by is not null;--> statement-breakpoint
CREATE INDEX "stall_orders__to_answer" ON "stall_orders" USING btree ("market_id","paid_at") WHERE state in ('placed', 'paid');--> statement-breakpoint
CREATE POLICY "commodities__read" ON "commodities" AS PERMISSIVE FOR SELECT TO "market_app" USING (true);--> statement-breakpoint
CREATE POLICY "commodities__system" ON "commodities" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "guide_prices__own_market" ON "guide_prices" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "guide_prices__system" ON "guide_prices" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "listing_stocks__own_market" ON "listing_stocks" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "listing_stocks__system" ON "listing_stocks" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "listing_stocks__own_merchant" ON "listing_stocks" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "listing_stocks"."merchant_id"));--> statement-breakpoint
CREATE POLICY "listings__own_market" ON "listings" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "listings__system" ON "listings" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "listings__own_merchant" ON "listings" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "listings"."merchant_id"));--> statement-breakpoint
CREATE POLICY "price_changes__own_market" ON "price_changes" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "price_changes__system" ON "price_changes" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "price_changes__own_merchant" ON "price_changes" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "price_changes"."merchant_id"));--> statement-breakpoint
CREATE POLICY "delivery_slots__own_market" ON "delivery_slots" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "delivery_slots__system" ON "delivery_slots" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "delivery_zones__own_market" ON "delivery_zones" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "delivery_zones__system" ON "delivery_zones" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "order_charges__own_market" ON "order_charges" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "order_charges__system" ON "order_charges" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "order_charges__own_merchant" ON "order_charges" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "order_charges"."merchant_id"));--> statement-breakpoint
CREATE POLICY "order_groups__own_market" ON "order_groups" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "order_groups__system" ON "order_groups" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "order_lines__own_market" ON "order_lines" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "order_lines__system" ON "order_lines" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "order_lines__own_merchant" ON "order_lines" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "order_lines"."merchant_id"));--> statement-breakpoint
CREATE POLICY "order_refunds__own_market" ON "order_refunds" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "order_refunds__system" ON "order_refunds" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "order_refunds__own_merchant" ON "order_refunds" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "order_refunds"."merchant_id"));--> statement-breakpoint
CREATE POLICY "order_settings__own_market" ON "order_settings" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "order_settings__system" ON "order_settings" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "parcels__own_market" ON "parcels" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "parcels__system" ON "parcels" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_orders__own_market" ON "stall_orders" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_orders__system" ON "stall_orders" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_orders__own_merchant" ON "stall_orders" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "stall_orders"."merchant_id"));